/**
 * Replaces zod's JSON Schema writers. Every schema refers to them for `toJSONSchema`, which only the OpenAPI generator calls, at build
 * time.
 */
const absent = () => (): never => {
  throw new Error("The bundles leave out JSON Schema: see infra/bundling");
};

export const createToJSONSchemaMethod = absent;
export const createStandardJSONSchemaMethod = absent;
