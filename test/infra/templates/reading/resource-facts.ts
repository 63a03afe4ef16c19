import packageJson from "../../../../package.json" with { type: "json" };
import { referenceReader } from "./references.ts";
import { isStatement, statementText } from "./statement-text.ts";
import type { SynthesisedTemplate } from "./synthesise.ts";
import { valueText } from "./value-text.ts";

export interface ResourceFacts {
  /** `Data`, or a nested one: `Api/messages`. */
  template: string;
  id: string;
  /** `AWS::SQS::Queue`; `Output` for a template's output; `Stack` and `Nested stack` for the template itself. */
  type: string;
  /** Every value in the resource's template, by the path of the property: `LoggingConfig.LogGroup`, `Metrics[1].Period`. */
  facts: ReadonlyMap<string, string>;
}

/** Every value in an environment's templates, resource by resource. Asset hashes and the version are masked. */
export function resourceFacts(templates: readonly SynthesisedTemplate[]): ResourceFacts[] {
  const read = referenceReader(templates);
  return templates.flatMap((template) => {
    const { name, rootStack, Resources, Outputs, ...sections } = template;
    const factsOf = (said: Record<string, unknown>) =>
      new Map(Object.entries(said).flatMap(([property, value]) => flatten(property, read(value, template))));
    return [
      { template: name, id: "itself", type: name === rootStack ? "Stack" : "Nested stack", facts: factsOf(sections) },
      ...Object.entries(Resources).map(([id, { Type, Properties, DependsOn, ...attributes }]) => ({
        template: name,
        id,
        type: Type,
        facts: factsOf({
          ...Properties,
          ...(DependsOn.length > 0 && { DependsOn: DependsOn.map((other) => ({ Ref: other })) }),
          ...attributes,
        }),
      })),
      ...Object.entries(Outputs).map(([id, { Export, ...said }]) => ({
        template: name,
        id,
        type: "Output",
        // An export's name contains its stack and its id.
        facts: factsOf({ ...said, ...(Export && { Export: Export.Name.replace(`:${id}`, "") }) }),
      })),
    ];
  });
}

type Fact = readonly [path: string, text: string];

function flatten(path: string, value: unknown): Fact[] {
  if (value === undefined) return [];
  if (typeof value === "string" && value.startsWith("{")) return flattenText(path, value);
  if (!isObject(value) || Object.keys(value).length === 0 || isStatement(value)) return [fact(path, value)];
  if (!Array.isArray(value)) return Object.entries(value).flatMap(([key, item]) => flatten(`${path}.${key}`, item));
  if (!value.some(isObject)) return [fact(path, value)];
  // An item without a list stays whole.
  return value.flatMap((item, index) => (holdsList(item) ? flatten : wholeFact)(`${path}[${index}]`, item));
}

/** A dashboard and a log format are JSON inside a string. */
function flattenText(path: string, text: string): Fact[] {
  try {
    return flatten(`${path}(JSON)`, JSON.parse(text));
  } catch {
    return [fact(path, text)];
  }
}

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const holdsList = (value: unknown): boolean =>
  isObject(value) && Object.values(value).some((item) => Array.isArray(item) || holdsList(item));

const wholeFact = (path: string, value: unknown): Fact[] => [fact(path, value)];

/** Removes the version, which changes with each release, and the hash, which changes with each change of a nested template. */
function fact(path: string, value: unknown): Fact {
  const text = String(isStatement(value) ? statementText(value) : valueText(value)).replace(/[0-9a-f]{64}/g, "<hash>");
  return [path, path.endsWith(".PHONEHUB_VERSION") ? text.replace(packageJson.version, "<version>") : text];
}
