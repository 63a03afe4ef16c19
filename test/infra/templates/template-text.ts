import packageJson from "../../../package.json" with { type: "json" };
import type { SynthesisedTemplate } from "./synthesise.ts";

const widest = 140;

/**
 * A template as text whose differences can be read: intrinsic functions in short, long values broken into lines; hashes and the
 * version are masked.
 */
export const templateText = ({ name, Resources, Outputs }: SynthesisedTemplate): string =>
  [
    `# ${name}`,
    ...Object.entries(Resources).map(([id, { Type, DependsOn, ...rest }]) => {
      const dependencies = DependsOn.length > 0 ? { DependsOn } : {};
      return `${id} ${Type} ${render(shorten({ ...rest, ...dependencies }), "")}`;
    }),
    `Outputs ${render(shorten(Outputs), "")}`,
    "",
  ]
    .join("\n")
    .replace(/[0-9a-f]{64}/g, "<hash>")
    .replaceAll(`"PHONEHUB_VERSION": "${packageJson.version}"`, '"PHONEHUB_VERSION": "<version>"');

/** `{ Ref: "X" }` is `${X}`, as Fn::Sub would write it; an import is `${export's name}`, joined text is text. */
function shorten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shorten);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, shorten(item)] as const);
  const [[key, argument] = []] = entries;
  if (entries.length > 1 || key === undefined) return Object.fromEntries(entries);
  if (key === "Ref" || key === "Fn::ImportValue") return `\${${argument}}`;
  if (key === "Fn::GetAtt" && Array.isArray(argument)) return `\${${argument.join(".")}}`;
  if (key === "Fn::Join" && Array.isArray(argument)) {
    const [separator, parts] = argument;
    if (Array.isArray(parts) && parts.every((part) => typeof part === "string")) return parts.join(separator);
  }
  return Object.fromEntries(entries);
}

function render(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (typeof value !== "object" || value === null) return line;
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((item) => render(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${render(item, inner)}`);
  if (line.length <= widest && indent !== "")
    return Array.isArray(value) ? `[${items.join(", ")}]` : `{ ${items.join(", ")} }`;
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  return `${open}\n${items.map((item) => `${inner}${item}`).join(",\n")}\n${indent}${close}`;
}
