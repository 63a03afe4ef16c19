import { describe, expect, test } from "vitest";
import { TemplateVariables } from "../../shared/api/schemas/template-variables.ts";

describe("TemplateVariables", () => {
  test.each([
    ["text", "text"],
    ["", ""],
    [7, "7"],
    [0, "0"],
    [-12, "-12"],
    [19.99, "19.99"],
    [0.000001, "0.000001"],
    [-999999998.999999, "-999999998.999999"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [true, "true"],
    [false, "false"],
  ])("turns the value %j into the text %s", (value, text) => {
    expect(TemplateVariables.parse({ x: value })).toEqual({ x: text });
  });

  test.each([
    1e21,
    -0,
    2 ** 53,
    -(2 ** 53),
    1e-7,
    0.1234567,
    1234567890.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    null,
    [],
    {},
    "x".repeat(1601),
  ])("refuses %j, which is no value or cannot be stored exactly as written", (value) => {
    expect(TemplateVariables.safeParse({ x: value }).success).toBe(false);
  });
});
