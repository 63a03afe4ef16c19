import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { vi } from "vitest";
import * as z from "zod";
import type { EnvironmentSettings } from "../../../infra/environments.ts";
import { placeholderCode } from "../../../infra/function-code.ts";
import { definePhoneHub } from "../../../infra/phonehub-app.ts";

// CDK's own validation, which every synthesis from the command line runs, would triple the time.
vi.stubEnv("CDK_VALIDATION", "false");

const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});
const Output = z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() });
const Template = z.object({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), Output).default({}),
});

export interface SynthesisedTemplate extends z.output<typeof Template> {
  /** `Data`, `Webhooks`, `Api`, `Operations`; a nested one by its capability, as in `Api/messages`. */
  name: string;
  /** The stack that it is, or that it is nested in. */
  rootStack: string;
}

export interface FoundResource extends z.output<typeof Resource> {
  template: string;
  id: string;
}

const synthesised = new Map<EnvironmentSettings, SynthesisedTemplate[]>();

/** An environment's templates with bundling off, nested ones included; made once for the same settings. */
export function synthesise(settings: EnvironmentSettings): SynthesisedTemplate[] {
  const templates = synthesised.get(settings) ?? readTemplates(settings);
  synthesised.set(settings, templates);
  return templates;
}

function readTemplates(settings: EnvironmentSettings): SynthesisedTemplate[] {
  const outdir = mkdtempSync(join(tmpdir(), "phonehub-synth-"));
  const app = new App({ outdir, analyticsReporting: false });
  definePhoneHub(app, settings, placeholderCode);
  app.synth();
  const templates = readdirSync(outdir)
    .filter((file) => file.endsWith(".template.json"))
    .sort()
    .map((file) => ({
      ...nameOf(file, settings.name),
      ...Template.parse(JSON.parse(readFileSync(join(outdir, file), "utf8"))),
    }));
  rmSync(outdir, { recursive: true });
  return templates;
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
