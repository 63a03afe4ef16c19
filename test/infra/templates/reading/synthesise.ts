import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import * as z from "zod";
import { placeholderCode } from "../../../../infra/constructs/hub-function.ts";
import type { EnvironmentSettings } from "../../../../infra/environments.ts";
import { definePhoneHub } from "../../../../infra/phonehub-app.ts";

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
});
const Output = z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() });
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), Output).default({}),
});

export interface SynthesisedTemplate extends z.output<typeof Template> {
  /** `Data`, `Webhooks`, `Api`, `Operations`; a nested one by its capability, as in `Api/messages`. */
  name: string;
  /** The name of this stack, or of the top-level stack that contains it. */
  rootStack: string;
}

export interface FoundResource extends z.output<typeof Resource> {
  template: string;
  id: string;
}

const synthesised = new Map<string, readonly SynthesisedTemplate[]>();

/**
 * An environment's templates without bundling, nested ones included. Synthesises once for equal settings. Test files share the templates,
 * so they are frozen. Throws what `definePhoneHub` throws.
 */
export function synthesise(settings: EnvironmentSettings): readonly SynthesisedTemplate[] {
  const key = JSON.stringify(settings);
  const templates = synthesised.get(key) ?? deepFreeze(readTemplates(settings));
  synthesised.set(key, templates);
  return templates;
}

function readTemplates(settings: EnvironmentSettings): SynthesisedTemplate[] {
  const outdir = mkdtempSync(join(tmpdir(), "phonehub-synth-"));
  try {
    // CDK's own validation would triple the time. Every synthesis from the command line runs it.
    const app = new App({
      outdir,
      analyticsReporting: false,
      builtinCloudFormationValidation: false,
      treeMetadata: false,
    });
    definePhoneHub(app, settings, placeholderCode);
    app.synth();
    return readdirSync(outdir)
      .filter((file) => file.endsWith(".template.json"))
      .sort()
      .map((file) => ({
        ...nameOf(file, settings.name),
        ...Template.parse(JSON.parse(readFileSync(join(outdir, file), "utf8"))),
      }));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  for (const item of Object.values(value)) deepFreeze(item);
  return Object.freeze(value);
}

/** `PhoneHub-dev-Data.template.json`, `PhoneHubdevApimessages62D7317E.nested.template.json` */
function nameOf(file: string, environment: string) {
  const [, rootStack = "", nested] =
    new RegExp(`^PhoneHub-?${environment}-?(Data|Webhooks|Api|Operations)(?:(\\w+)[0-9A-F]{8}\\.nested)?\\.`).exec(
      file,
    ) ?? [];
  return { name: nested ? `${rootStack}/${nested}` : rootStack, rootStack };
}

export const resourcesOf = (templates: readonly SynthesisedTemplate[], ...types: readonly string[]): FoundResource[] =>
  templates.flatMap(({ name, Resources }) =>
    Object.entries(Resources)
      .filter(([, { Type }]) => types.includes(Type))
      .map(([id, resource]) => ({ template: name, id, ...resource })),
  );
