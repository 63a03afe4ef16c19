import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JsonTooDeep, maximumJsonDepth, parseJson } from "../../shared/kernel/json.ts";

const nested = (levels: number, inside = "1"): string => `${"[".repeat(levels)}${inside}${"]".repeat(levels)}`;

const depthOf = (value: unknown): number =>
  typeof value === "object" && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe("parseJson()", () => {
  test("returns what JSON.parse returns, and refuses JSON with too many levels (invariant 38)", () => {
    const anyJson = fc.oneof(
      fc.json({ maxDepth: 6 }),
      fc.integer({ min: 0, max: 64 }).map((levels) => nested(levels)),
    );
    fc.assert(
      fc.property(anyJson, (text) => {
        const value: unknown = JSON.parse(text);
        if (depthOf(value) <= maximumJsonDepth) expect(parseJson(text)).toEqual(value);
        else expect(() => parseJson(text)).toThrow(JsonTooDeep);
      }),
    );
  });

  test.each([
    ["brackets in a string", `["${"[{".repeat(1_000)}"]`],
    ["brackets after an escaped quote", `["\\"${"[".repeat(1_000)}"]`],
    ["a string that ends with a backslash", `["\\\\",${nested(maximumJsonDepth - 1)}]`],
    ["many short nestings in a row", `[${Array.from({ length: 1_000 }, () => nested(3)).join(",")}]`],
  ])("does not count %s as levels", (_what, text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["a hundred thousand levels", nested(100_000)],
    ["levels that never close", '{"a":'.repeat(100_000)],
    ["levels after an escaped quote", `["\\"",${nested(maximumJsonDepth)}]`],
  ])("refuses %s", (_what, text) => {
    expect(() => parseJson(text)).toThrow(JsonTooDeep);
  });

  test("refuses text that is not JSON", () => {
    expect(() => parseJson("{")).toThrow(SyntaxError);
  });
});
