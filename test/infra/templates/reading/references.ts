import * as z from "zod";
import type { SynthesisedTemplate } from "./synthesise.ts";

type Template = SynthesisedTemplate;

/**
 * Returns a function that writes a template's value in short form: `{ Ref: "X" }` as `${X}`, like Fn::Sub, and joined text as text. It
 * follows imports, parameters and outputs of nested stacks to the resource behind them, and adds the name of that resource's template:
 * `${Data:X.Arn}`.
 */
export function referenceReader(templates: readonly Template[]) {
  const exported = exportedValues(templates);
  const nested = nestedStacks(templates);

  /** `home` is the template that contains the value, `reader` the one that uses it. */
  function read(value: unknown, home: Template, reader = home): unknown {
    if (Array.isArray(value)) return value.map((item) => read(item, home, reader));
    if (typeof value !== "object" || value === null) return value;
    const [[key, argument] = [""], ...others] = Object.entries(value);
    const text = others.length === 0 ? readFunction(key, argument, home, reader) : undefined;
    return text ?? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, home, reader)]));
  }

  function readFunction(key: string, argument: unknown, home: Template, reader: Template): unknown {
    if (key === "Fn::Sub" && typeof argument === "string") return argument;
    if (key === "Fn::ImportValue") {
      const source = exported.get(String(argument));
      return source ? read(source.value, source.home, reader) : `\${${argument}}`;
    }
    if (key === "Ref") {
      const stack = nested.find(({ template }) => template === home);
      const parameter = stack?.parameters[String(argument)];
      return stack && parameter ? read(parameter, stack.parent, reader) : reference(String(argument), "", home, reader);
    }
    if (!Array.isArray(argument)) return undefined;
    if (key === "Fn::GetAtt") {
      const [id, attribute] = argument.map(String);
      const template = nested.find((stack) => stack.parent === home && stack.id === id)?.template;
      const output = template?.Outputs[attribute?.replace("Outputs.", "") ?? ""];
      return template && output
        ? read(output.Value, template, reader)
        : reference(`${id}`, `.${attribute}`, home, reader);
    }
    if (key === "Fn::Join") {
      const [separator, list] = argument;
      const parts = read(list, home, reader);
      if (Array.isArray(parts) && parts.every((part) => typeof part === "string")) return parts.join(separator);
    }
    return undefined;
  }

  return read;
}

const reference = (id: string, attribute: string, home: Template, reader: Template): string =>
  home === reader || !(id in home.Resources) ? `\${${id}${attribute}}` : `\${${home.name}:${id}${attribute}}`;

function exportedValues(templates: readonly Template[]) {
  const exported = new Map<string, { value: unknown; home: Template }>();
  for (const home of templates)
    for (const { Export, Value } of Object.values(home.Outputs))
      if (Export) exported.set(Export.Name, { value: Value, home });
  return exported;
}

const Parameters = z.record(z.string(), z.unknown()).default({});

/** Each nested stack, with its template and its resource in the parent's template. */
const nestedStacks = (templates: readonly Template[]) =>
  templates.flatMap((parent) =>
    Object.entries(parent.Resources).flatMap(([id, { Type, Properties }]) => {
      if (Type !== "AWS::CloudFormation::Stack") return [];
      const name = `${parent.name}/${id.slice(0, id.indexOf("NestedStack"))}`;
      const template = templates.find((other) => other.name === name);
      const parameters = Parameters.parse(Properties.Parameters);
      return template ? [{ parent, id, template, parameters }] : [];
    }),
  );
