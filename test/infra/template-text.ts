import packageJson from "../../package.json" with { type: "json" };
import type { SynthesisedTemplate } from "./synthesise.ts";

/** A template as text with a line for each property, so that a difference reads as one; hashes and the version are masked. */
export const templateText = ({ name, Resources, Outputs }: SynthesisedTemplate): string =>
  [
    `# ${name}`,
    ...Object.entries(Resources).flatMap(([id, { Type, Properties, ...attributes }]) => [
      `${id} ${Type} ${JSON.stringify(attributes)}`,
      ...lines(Properties),
    ]),
    "Outputs",
    ...lines(Outputs),
    "",
  ].join("\n");

const lines = (record: Readonly<Record<string, unknown>>): string[] =>
  Object.entries(record).map(([key, value]) => `  ${key}: ${masked(JSON.stringify(value))}`);

const masked = (text: string): string =>
  text
    .replace(/[0-9a-f]{64}/g, "<hash>")
    .replaceAll(`"PHONEHUB_VERSION":"${packageJson.version}"`, '"PHONEHUB_VERSION":"<version>"');
