import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import { isObject, type Json, type Stack, Template } from "./template.ts";

const Manifest = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
            file: z.string().optional(),
            directoryName: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

export type TextEdit = (text: string) => string;

/**
 * All stacks of a cloud assembly, nested stacks and stages included, parents before children. `edit` changes the text of each template
 * before it is parsed.
 */
export function readAssembly(directory: string, edit: TextEdit = (text) => text): Stack[] {
  const manifest = Manifest.parse(readJson(join(directory, "manifest.json")));
  const artifacts = Object.entries(manifest.artifacts);
  const assets = new Map<string, string>();
  for (const [, { type, properties }] of artifacts) {
    if (type === "cdk:asset-manifest" && properties?.file) readAssets(directory, properties.file, assets);
  }
  const readTemplate = (file: string) => Template.parse(JSON.parse(edit(readFileSync(file, "utf8"))));
  const stacks: Stack[] = [];

  function add(stack: Stack): Stack {
    stacks.push(stack);
    for (const [logicalId, resource] of Object.entries(stack.template.Resources)) {
      if (resource.Type !== "AWS::CloudFormation::Stack") continue;
      const file = nestedTemplateFile(resource.Properties.TemplateURL, stack);
      if (!file) throw new Error(`The assembly has no template for the nested stack ${stack.name}/${logicalId}.`);
      const { Parameters } = resource.Properties;
      const child: Stack = {
        name: `${stack.name}-${logicalId}`,
        template: readTemplate(file),
        parent: stack,
        parameterValues: isObject(Parameters) ? Parameters : {},
        nested: new Map(),
        assetPath: stack.assetPath,
      };
      stack.nested.set(logicalId, add(child));
    }
    return stack;
  }

  for (const [artifactId, { type, properties }] of artifacts) {
    if (type === "cdk:cloud-assembly" && properties?.directoryName) {
      stacks.push(...readAssembly(join(directory, properties.directoryName), edit));
    }
    if (type !== "aws:cloudformation:stack" || !properties?.templateFile) continue;
    add({
      name: properties.stackName ?? artifactId,
      template: readTemplate(join(directory, properties.templateFile)),
      parameterValues: {},
      nested: new Map(),
      assetPath: (objectKey) => assets.get(objectKey),
    });
  }
  return stacks;
}

function readAssets(directory: string, file: string, assets: Map<string, string>) {
  for (const { source, destinations } of Object.values(AssetManifest.parse(readJson(join(directory, file))).files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, resolve(directory, source.path));
  }
}

/** The last path segment of a TemplateURL (plain, Fn::Sub or Fn::Join) is the template's object key. */
function nestedTemplateFile(url: Json | undefined, stack: Stack): string | undefined {
  const objectKey = JSON.stringify(url ?? "").match(/([\w.-]+\.json)/)?.[1];
  return objectKey && stack.assetPath(objectKey);
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));
