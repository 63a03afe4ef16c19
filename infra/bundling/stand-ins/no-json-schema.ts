/**
 * Stands in for zod's JSON Schema writers: schemas hold on to them for `toJSONSchema`, which only the OpenAPI generator asks for, and
 * that runs at build time.
 */
const absent = () => (): never => {
  throw new Error("JSON Schema is left out of the bundles: see infra/bundling");
};

export const createToJSONSchemaMethod = absent;
export const createStandardJSONSchemaMethod = absent;
