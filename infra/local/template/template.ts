import * as z from "zod";

/** JSON of a CloudFormation template, intrinsic functions included. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const Json: z.ZodType<Json> = z.json();
const Properties = z.record(z.string(), Json);

const Resource = z.object({
  Type: z.string(),
  Condition: z.string().optional(),
  Properties: Properties.default({}),
  Metadata: Properties.default({}),
});

export const Template = z.object({
  Parameters: z.record(z.string(), z.object({ Type: z.string(), Default: Json.optional() })).default({}),
  Conditions: Properties.default({}),
  Mappings: Properties.default({}),
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z.record(z.string(), z.object({ Value: Json, Export: z.object({ Name: Json }).optional() })).default({}),
});

export type Resource = z.infer<typeof Resource>;
export type Template = z.infer<typeof Template>;

/** One stack of the assembly. A nested stack knows its parent, and the parent's values for its parameters. */
export interface Stack {
  readonly name: string;
  readonly template: Template;
  readonly parent?: Stack;
  readonly parameterValues: JsonObject;
  /** Nested stacks by their logical id in this stack. */
  readonly nested: Map<string, Stack>;
  /** The path of an asset (`<hash>.zip`, `<hash>.json`) on this disk. */
  readonly assetPath: (objectKey: string) => string | undefined;
}

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
