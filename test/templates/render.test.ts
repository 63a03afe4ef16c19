import { describe, expect, test } from "vitest";
import { Problem } from "../../shared/kernel/errors.ts";
import { contentSidOf } from "../../shared/templates/content-sid.ts";
import { renderBody, rendererOf } from "../../shared/templates/render.ts";

const greeting = {
  defaultLocale: "en",
  bodies: { en: "Hello {{name}}", pt: "Olá {{name}}", "pt-BR": "Oi {{name}}", "zh-Hant": "你好 {{name}}" },
};
const variables = { name: "Ana" };

const problemOf = (run: () => unknown): Problem["detail"] & { code: string } => {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return { ...error.detail, code: error.code };
  }
  throw new Error("It was not refused");
};

describe("rendererOf() locale", () => {
  test.each([
    ["the requested one", "pt-BR", "pt-BR", "Oi Ana"],
    ["else its language", "pt-PT", "pt", "Olá Ana"],
    ["else its script", "zh-Hant-TW", "zh-Hant", "你好 Ana"],
    ["else the default", "zh-CN", "en", "Hello Ana"],
    ["the default if none is requested", undefined, "en", "Hello Ana"],
    ["the default if the reader's is unknown", null, "en", "Hello Ana"],
    ["never an inherited name", "constructor", "en", "Hello Ana"],
  ])("is %s", (_what, asked, locale, body) => {
    expect(renderBody(greeting, { locale: asked, variables })).toEqual({ locale, body });
  });

  test("is chosen for WhatsApp's approved contents by the same rule", () => {
    const template = { contentSids: { en: "HX1", "pt-BR": "HX2" }, defaultLocale: "en" };
    expect(["pt-BR", "pt", undefined].map((locale) => contentSidOf(template, "whatsapp", locale))).toEqual([
      "HX2",
      "HX1",
      "HX1",
    ]);
    expect(contentSidOf({ contentSids: { es: "HX3" }, defaultLocale: "en" }, "whatsapp", "fr")).toBeNull();
    expect(contentSidOf(template, "sms", "pt-BR")).toBeNull();
  });
});

describe("renderBody() with a value", () => {
  test("names every missing variable", () => {
    const two = { defaultLocale: "en", bodies: { en: "{{b}}{{a}}{{c}}" } };
    expect(problemOf(() => renderBody(two, { variables: { a: "1" } }))).toMatchObject({
      code: "template_variables_missing",
      extensions: { missing: ["b", "c"] },
      errors: [{ path: "variables.b" }, { path: "variables.c" }],
    });
  });

  test("requires only the variables of the locale's own text, and ignores unknown ones", () => {
    const two = { defaultLocale: "en", bodies: { en: "{{name}} {{title}}", es: "{{name}}" } };
    expect(renderBody(two, { locale: "es", variables: { name: "Ana", unused: "\u0007" } }).body).toBe("Ana");
  });

  test("accepts an empty value, but no empty text", () => {
    expect(renderBody(greeting, { variables: { name: "" } }).body).toBe("Hello ");
    const bare = { defaultLocale: "en", bodies: { en: "{{name}}" } };
    for (const name of [" \n", "\u200b", "\u2800\u3164"])
      expect(problemOf(() => renderBody(bare, { variables: { name } })).code).toBe("invalid_request");
  });

  test.each(["\u0000", "\t", "\r\n", "\u001b[31m", "\u007f", "\u0085"])(
    "refuses a value with the control character %j",
    (text) => {
      expect(problemOf(() => renderBody(greeting, { variables: { name: `a${text}b` } }))).toMatchObject({
        code: "invalid_request",
        errors: [{ path: "variables.name" }],
      });
    },
  );

  test("accepts a newline and every script", () => {
    expect(renderBody(greeting, { variables: { name: "Ана\n😀 مرحبا" } }).body).toBe("Hello Ана\n😀 مرحبا");
  });

  test("refuses a value that makes the text longer than 1,600 characters", () => {
    expect(renderBody(greeting, { variables: { name: "x".repeat(1_594) } }).body).toHaveLength(1_600);
    expect(renderBody(greeting, { variables: { name: "😀".repeat(797) } }).body).toHaveLength(1_600);
    expect(problemOf(() => renderBody(greeting, { variables: { name: "😀".repeat(798) } })).code).toBe(
      "invalid_request",
    );
    expect(problemOf(() => renderBody(greeting, { variables: { name: "x".repeat(1_595) } })).code).toBe(
      "invalid_request",
    );
  });
});

test("rendererOf() renders 100,000 recipients in a second", () => {
  const render = rendererOf(greeting);
  const start = performance.now();
  let length = 0;
  for (let n = 0; n < 100_000; n++) length += render({ locale: "pt-BR", variables: { name: `Ana ${n}` } }).body.length;
  expect(length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(1_000);
});
