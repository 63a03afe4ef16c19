import { readFile } from "node:fs/promises";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "../../shared/api/openapi/openapi.ts";
import { registry } from "../../shared/api/registry.ts";

/** The document as a client receives it, without values that JSON drops. */
const document: Record<string, unknown> = JSON.parse(JSON.stringify(openApiDocument()));

describe("openApiDocument()", () => {
  test("equals the committed docs/openapi.json (to update: `npm run openapi`)", async () => {
    const committed = await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8");
    expect(JSON.parse(committed)).toEqual(document);
  });

  test("is valid OpenAPI 3.1 for an independent validator", async () => {
    const validator = new Validator();
    const judgement = await validator.validate(structuredClone(document));
    expect(judgement.errors ?? []).toEqual([]);
    expect(judgement.valid).toBe(true);
    expect(validator.version).toBe("3.1");
  });

  test("has no dangling reference", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? "");
    expect(references.length).toBeGreaterThan(100);
    const dangling = references.filter((path) => !at(document, path.split("/")));
    expect(dangling).toEqual([]);
  });

  test.each(registry.map((registered) => [registered.operation.id, registered] as const))(
    "describes %s",
    (id, { operation, capability }) => {
      const described = at(document, ["paths", operation.path, operation.method.toLowerCase()]);
      expect(described).toMatchObject({ operationId: id, tags: [capability] });
      const parameters = JSON.stringify(at(described, ["parameters"]) ?? []);
      expect(parameters.includes('"Idempotency-Key"')).toBe(operation.idempotent === true);
      expect(Object.keys(Object(at(described, ["responses"])))).toEqual(
        expect.arrayContaining([...Object.keys(operation.answers), "429", "500", "503"]),
      );
      expect(at(described, ["requestBody"]) !== undefined).toBe(operation.body !== undefined);
    },
  );

  test("lists API Gateway's own answers beside the problem documents, and nowhere else", () => {
    const typesOf = (path: string, method: string, status: string) =>
      Object.keys(Object(at(resolved(["paths", path, method, "responses", status]), ["content"])));
    const both = ["application/problem+json", "application/json"];
    for (const status of ["401", "413", "429", "500", "503"])
      expect(typesOf("/v1/messages", "post", status)).toEqual(both);
    expect(typesOf("/v1/messages", "post", "400")).toEqual(["application/problem+json"]);
    expect(typesOf("/v1/messages", "post", "404")).toEqual(["application/problem+json"]);
    expect(typesOf("/health", "get", "401")).toEqual([]);
    expect(typesOf("/health", "get", "400")).toEqual([]);
  });

  test.each(registry.flatMap(({ operation }) => (operation.rules ?? []).map((rule) => [operation, rule] as const)))(
    "states the rule of $id in its description of 400",
    ({ path, method }, rule) => {
      const described = at(document, ["paths", path, method.toLowerCase(), "responses", "400", "description"]);
      expect(described).toContain(`\`${rule.path}\`: ${rule.says}`);
    },
  );

  test("links a created resource to the operations that take its id", () => {
    const linked = (path: string, status: string) =>
      Object.keys(Object(at(document, ["paths", path, "post", "responses", status, "links"])));
    expect(linked("/v1/exports", "202")).toEqual(["getExport"]);
    expect(linked("/v1/verifications", "201")).toEqual(
      expect.arrayContaining(["getVerification", "checkVerification", "resendVerification", "cancelVerification"]),
    );
    expect(linked("/v1/messages/preview", "200")).toEqual([]);
  });

  test("repeats a shared schema's limits at each use: a path's number, a tenant's id", () => {
    const [number] = Object(at(document, ["paths", "/v1/lookups/{number}", "put", "parameters"]));
    expect(number).toMatchObject({
      name: "number",
      schema: { minLength: 1, maxLength: 64, examples: ["+14155550123"] },
    });
    const [tenant] = Object(at(document, ["paths", "/v1/tenants/{id}", "get", "parameters"]));
    expect(tenant).toMatchObject({ schema: { minLength: 1, maxLength: 256, examples: ["current"] } });
  });

  test("allows unknown fields in answers, and forbids them in requests", () => {
    expect(at(document, ["components", "schemas", "Lookup", "additionalProperties"])).toBeUndefined();
    expect(at(document, ["components", "schemas", "LookupNumber", "additionalProperties"])).toBe(false);
  });
});

/** The value at a path, or the value that its reference names. */
const resolved = (path: readonly string[]): unknown => {
  const value = at(document, path);
  const { $ref } = Object(value);
  return typeof $ref === "string" ? at(document, $ref.slice(2).split("/")) : value;
};

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (current, key) => (Object.hasOwn(Object(current), key) ? Object(current)[key] : undefined),
    value,
  );
