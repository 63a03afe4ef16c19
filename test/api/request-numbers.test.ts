import { describe, expect, test } from "vitest";
import { openApiDocument } from "../../shared/api/openapi/openapi.ts";

type Json = Record<string, unknown>;

const document: Json = JSON.parse(JSON.stringify(openApiDocument()));

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null;

const resolved = (reference: string): unknown =>
  reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), document);

/** Every number schema below a value, with its JSON path. Follows references, each once per path. */
const numbersBelow = (value: unknown, path: string, seen: readonly string[] = []): [string, Json][] => {
  if (!isObject(value)) return [];
  if (typeof value.$ref === "string" && !seen.includes(value.$ref))
    return numbersBelow(resolved(value.$ref), path, [...seen, value.$ref]);
  const types = [value.type].flat();
  const here: [string, Json][] = types.includes("number") || types.includes("integer") ? [[path, value]] : [];
  return [...here, ...Object.entries(value).flatMap(([key, member]) => numbersBelow(member, `${path}.${key}`, seen))];
};

/** The parameters and body of each operation's request. */
const requestsOf = (paths: unknown): [string, unknown][] =>
  Object.entries(isObject(paths) ? paths : {}).flatMap(([path, methods]) =>
    Object.entries(isObject(methods) ? methods : {}).flatMap(([method, operation]): [string, unknown][] => {
      const { parameters, requestBody } = isObject(operation) ? operation : {};
      return [[`${method} ${path}`, { parameters, requestBody }]];
    }),
  );

const numbers = requestsOf(document.paths).flatMap(([request, parts]) => numbersBelow(parts, request));

const faultOf = ({ type, minimum, maximum, multipleOf }: Json): string | null => {
  if (typeof minimum !== "number" || typeof maximum !== "number") return "has no minimum and maximum";
  if ([type].flat().includes("integer")) return Number.isSafeInteger(maximum) ? null : "has no safe maximum";
  return typeof multipleOf === "number" && multipleOf >= 0.000001 ? null : "has no step";
};

describe("openApiDocument() numbers of requests", () => {
  test("have a minimum, a maximum and a step (invariant 38)", () => {
    const faults = numbers.map(([path, schema]) => [path, faultOf(schema)]).filter(([, fault]) => fault !== null);
    expect(faults).toEqual([]);
  });

  test("are found in bodies, queries and paths, behind references and in nullable members", () => {
    const paths = numbers.map(([path]) => path);
    for (const part of [
      "get /v1/messages.parameters",
      "get /v1/templates/{id}.parameters",
      "patch /v1/tenants/{id}/limits.requestBody",
      "post /v1/provider-configs.requestBody",
    ])
      expect(
        paths.some((path) => path.startsWith(part)),
        part,
      ).toBe(true);
    expect(paths.filter((path) => path.includes("monthlySpendUsd"))).toHaveLength(1);
    expect(paths.filter((path) => path.includes("messagesPerSecond"))).toHaveLength(4);
  });
});
