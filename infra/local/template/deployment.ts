import { type Addresses, generatedName, resourceKinds } from "./identity.ts";
import { readAssembly, type TextEdit } from "./read-assembly.ts";
import { createResolver } from "./resolver.ts";
import type { Json, Stack } from "./template.ts";

/** One resource of the assembly, with all values resolved. */
export interface DeployedResource {
  /** Stack and logical id. */
  key: string;
  logicalId: string;
  /** The physical name. A type without one gets a name made from stack and logical id. */
  name: string;
  /** A short name for people: its construct id in the CDK app, else its name in the template, else its logical id. */
  label: string;
  /** All names by which a test or a person can find it. */
  aliases: string[];
  ref: () => string;
  attribute: (name: string) => string;
  /** Resolved properties. The server of this resource type parses them. */
  properties: () => Json;
  assetPath: (objectKey: string) => string | undefined;
}

export interface Deployment {
  resources: (...types: string[]) => DeployedResource[];
}

/** Reads a cloud assembly as if it were deployed: every reference has a value. */
export function readDeployment(directory: string, addresses: Addresses, edit?: TextEdit): Deployment {
  const stacks = readAssembly(directory, edit);
  const resolver = createResolver(stacks, attributeOf);

  function identify(stack: Stack, logicalId: string) {
    const resource = stack.template.Resources[logicalId];
    if (!resource) throw new Error(`${stack.name} has no resource or parameter ${logicalId}.`);
    const kind = resourceKinds[resource.Type] ?? {};
    const given = kind.nameProperty ? resource.Properties[kind.nameProperty] : undefined;
    const resolved = given === undefined ? undefined : resolver.resolve(stack, given);
    const name = typeof resolved === "string" ? resolved : generatedName(stack.name, logicalId, kind.maximumNameLength);
    const label =
      constructId(resource.Metadata["aws:cdk:path"]) ?? (typeof resolved === "string" ? resolved : logicalId);
    return { kind, resource, label, identified: { name, key: `${stack.name}/${logicalId}`, addresses } };
  }

  function attributeOf(stack: Stack, logicalId: string, attribute?: string): string {
    const { kind, resource, identified } = identify(stack, logicalId);
    if (attribute === undefined) return kind.ref ? kind.ref(identified) : identified.name;
    const value = kind.attributes?.[attribute];
    if (!value) {
      throw new Error(
        `${identified.key}: the attribute ${attribute} of ${resource.Type} is not known here (identity.ts).`,
      );
    }
    return value(identified);
  }

  function deploy(stack: Stack, logicalId: string): DeployedResource {
    const { resource, label, identified } = identify(stack, logicalId);
    return {
      key: identified.key,
      logicalId,
      name: identified.name,
      label,
      aliases: [label, logicalId, identified.name],
      ref: () => attributeOf(stack, logicalId),
      attribute: (name) => attributeOf(stack, logicalId, name),
      properties: () => resolver.resolve(stack, resource.Properties) ?? {},
      assetPath: stack.assetPath,
    };
  }

  return {
    resources: (...types) =>
      stacks.flatMap((stack) =>
        Object.entries(stack.template.Resources)
          .filter(([, { Type, Condition }]) => types.includes(Type) && resolver.holds(stack, Condition))
          .map(([logicalId]) => deploy(stack, logicalId)),
      ),
  };
}

/** The construct id of `Stack/messages/Resource` is `messages`, because CDK adds the last part itself. */
function constructId(path: Json | undefined): string | undefined {
  if (typeof path !== "string") return undefined;
  return path
    .split("/")
    .filter((step) => step !== "Resource")
    .at(-1);
}
