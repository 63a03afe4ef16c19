import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileTemplate } from "../../shared/templates/compile-template.ts";

const fill = (text: string, values: Record<string, string> = {}) => compileTemplate(text).fill(values);
const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_]{0,10}$/);
/** Random text of braces, blanks and other characters. */
const troubled = fc.string({
  unit: fc.constantFrom("{", "}", "{{", "}}", " ", "a", "\\", "é", "😀", "\n"),
  maxLength: 40,
});
/** Escapes a text so that a template renders it unchanged. */
const escaped = (text: string) => text.replaceAll("{{", "{{{{");

describe("compileTemplate()", () => {
  test.each([
    ["Hello {{name}}!", "Hello Ana!"],
    ["{{ name }}{{name}}{{\tname }}", "AnaAnaAna"],
    ["{{{name}}}", "{Ana}"],
    ["{{{{name}}", "{{name}}"],
    ["{{{{{{name}}", "{{Ana"],
    ["{{{{{{{name}}", "{{{Ana"],
    ["} }} {x} { name }", "} }} {x} { name }"],
    ["no variable", "no variable"],
  ])("renders %s as %s", (text, expected) => {
    expect(fill(text, { name: "Ana" })).toBe(expected);
  });

  test("accepts numbered variables, as in Twilio's Content templates", () => {
    expect(fill("{{1}}, {{ 2 }}, {{1}}, {{10th}}", { 1: "Ana", 2: "Bo", "10th": "Cy" })).toBe("Ana, Bo, Ana, Cy");
  });

  test("lists each variable once, in the order of the text", () => {
    expect(compileTemplate("{{b}} {{a}} {{ b }} {{{{c}} {{A_1}}").variables).toEqual(["b", "a", "A_1"]);
  });

  test.each([
    ["a blank in the name", "Hi {{first name}}", 4],
    ["no name", "{{}}", 1],
    ["an underscore first", "{{_x}}", 1],
    ["a word of another template language", "a {{#if x}}", 3],
    ["a filter", "{{name|upper}}", 1],
    ["unclosed braces", "so {{name", 4],
    ["a line break in the name", "{{na\nme}}", 1],
    ["three braces and no name", "{{{", 2],
    ["a name of 65 letters", `{{${"x".repeat(65)}}}`, 1],
  ])("refuses %s, and returns the position", (_what, text, at) => {
    expect(() => compileTemplate(text, "bodies.en")).toThrow(
      `bodies.en: braces that open no variable, at character ${at}`,
    );
  });

  test("ignores inherited properties such as constructor", () => {
    expect(fill("{{constructor}}{{toString}}|")).toBe("|");
    expect(fill("{{constructor}}", { constructor: "mine" })).toBe("mine");
  });
});

describe("compileTemplate() with any text and values", () => {
  test("accepts any text with doubled braces", () => {
    fc.assert(
      fc.property(troubled, (text) => fill(escaped(text)) === text),
      { numRuns: 2_000 },
    );
  });

  test("inserts a value unchanged and once, without expanding it", () => {
    fc.assert(
      fc.property(
        troubled,
        name,
        fc.oneof(
          troubled,
          name.map((one) => `{{${one}}}`),
        ),
        troubled,
        (before, variable, value, after) => {
          const text = `${escaped(before)}{{${variable}}}${escaped(after)}`;
          expect(fill(text, { [variable]: value })).toBe(`${before}${value}${after}`);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  test("keeps several variables in their places", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(troubled, name, troubled), { maxLength: 8 }), (pieces) => {
        const values = Object.fromEntries(pieces.map(([, variable, value]) => [variable, value]));
        const text = pieces.map(([before, variable]) => `${escaped(before)}{{ ${variable} }}`).join("");
        const expected = pieces.map(([before, variable]) => `${before}${values[variable]}`).join("");
        expect(fill(text, values)).toBe(expected);
        expect(new Set(compileTemplate(text).variables)).toEqual(new Set(Object.keys(values)));
      }),
    );
  });

  test("accepts or refuses a text quickly", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        try {
          compileTemplate(text);
        } catch (error) {
          expect(error).toMatchObject({ code: "invalid_request" });
        }
      }),
    );
    for (const text of ["{".repeat(1_599), `{{${" ".repeat(1_590)}`, "{{ ".repeat(500)]) {
      const start = performance.now();
      expect(() => compileTemplate(text)).toThrow();
      expect(performance.now() - start).toBeLessThan(100);
    }
  });
});
