import { readersOf } from "./reading/output-readers.ts";
import { type ResourceFacts, resourceFacts } from "./reading/resource-facts.ts";
import type { SynthesisedTemplate } from "./reading/synthesise.ts";

export interface SynthesisedEnvironment {
  name: string;
  templates: readonly SynthesisedTemplate[];
}

export interface Differences {
  /** `Api/messages AWS::Lambda::Function sendmessage4A49EE01`. A missing stack is one entry, such as `Operations`. */
  missing: string[];
  added: string[];
  /** From a change, `AWS::Logs::LogGroup RetentionInDays: 365 → 30`, to the resources with that change, or `each` of the type. */
  changed: Record<string, string[] | "each">;
}

/** The differences of `other` from `base`, except the environment's name. Values have the form of resource-facts.ts. */
export function environmentDifferences(base: SynthesisedEnvironment, other: SynthesisedEnvironment): Differences {
  const [from, to] = [resourcesByName(base), resourcesByName(other)];
  const [absent, added] = [onlyIn(from, to), onlyIn(to, from)];
  const kept = stacksOf(other);
  const gone = stacksOf(base).filter((stack) => !kept.includes(stack));
  // CDK creates an output for the stack that reads it.
  const goesWithThem = ({ id, type }: ResourceFacts) => {
    const readers = type === "Output" ? readersOf(id, base.templates) : [];
    return readers.length > 0 && readers.every((stack) => gone.includes(stack));
  };
  const missing = absent.filter(
    ([, resource]) => !gone.includes(stackOf(resource.template)) && !goesWithThem(resource),
  );
  return {
    missing: [...gone, ...missing.map(([name]) => name)],
    added: added.map(([name]) => name),
    changed: changedFacts(from, to),
  };
}

const stackOf = (template: string): string => template.replace(/\/.*/, "");

const stacksOf = ({ templates }: SynthesisedEnvironment): string[] => [
  ...new Set(templates.map(({ rootStack }) => rootStack)),
];

type ByName = ReadonlyMap<string, ResourceFacts>;

const onlyIn = (here: ByName, there: ByName) => [...here].filter(([name]) => !there.has(name));

/** The resources by name. Names and facts omit the environment's own name. */
function resourcesByName({ name: environment, templates }: SynthesisedEnvironment): ByName {
  const byName = new Map<string, ResourceFacts>();
  for (const resource of resourceFacts(templates)) {
    const name = withoutName(`${resource.template} ${resource.type} ${resource.id}`, environment);
    if (byName.has(name)) throw new Error(`Without the environment's name, ${name} stands for two resources.`);
    const facts = [...resource.facts].map(
      ([path, text]) => [withoutName(path, environment), withoutName(text, environment)] as const,
    );
    byName.set(name, { ...resource, facts: new Map(facts) });
  }
  return byName;
}

/** An id that CDK derives from a stack's name also holds hashes of that name. */
const withoutName = (text: string, environment: string): string =>
  text
    .replace(new RegExp(`\\w*PhoneHub${environment}\\w*`, "g"), (id) =>
      id.replaceAll(`PhoneHub${environment}`, "PhoneHub<environment>").replace(/[0-9A-F]{8}/g, "<hash>"),
    )
    .replace(new RegExp(`\\b${environment}\\b`, "g"), "<environment>");

function changedFacts(from: ByName, to: ByName): Differences["changed"] {
  const pairs = [...from].flatMap(([name, before]) => {
    const after = to.get(name);
    return after ? [{ name, type: before.type, before: before.facts, after: after.facts }] : [];
  });
  const changed = new Map<string, { type: string; names: string[] }>();
  for (const { name, type, before, after } of pairs) {
    for (const path of new Set([...before.keys(), ...after.keys()])) {
      const [was = "nothing", is = "nothing"] = [before.get(path), after.get(path)];
      if (was === is) continue;
      const change = `${type} ${path}: ${was} → ${is}`;
      changed.set(change, { type, names: [...(changed.get(change)?.names ?? []), name.replace(`${type} `, "")] });
    }
  }
  const isEach = (type: string, { length }: readonly string[]) =>
    length > 1 && length === pairs.filter((pair) => pair.type === type).length;
  return Object.fromEntries(
    [...changed].map(([change, { type, names }]) => [change, isEach(type, names) ? "each" : names]),
  );
}
