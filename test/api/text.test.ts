import { describe, expect, test } from "vitest";
import * as z from "zod";
import { registry } from "../../shared/api/registry.ts";
import { textLength } from "../../shared/api/rules.ts";
import { sentText, text } from "../../shared/api/text.ts";
import { isUnseenText } from "../../shared/kernel/characters.ts";
import { unfitForWhatsApp } from "../../shared/templates/content-values.ts";

const emoji = "\u{1f600}";
const to = "+14155550123";

const refusalOf = (schema: z.ZodType | undefined, value: unknown): string[] =>
  schema?.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

const bodyOf = (id: string) => registry.find(({ operation }) => operation.id === id)?.operation.body;

/** Members with a limit. JSON Schema counts characters, so each accepts an emoji text that the hub refuses. */
const limited: [operation: string, units: number, body: (value: string) => unknown][] = [
  ["sendMessage", 1600, (body) => ({ to, body })],
  ["sendMessage", 1600, (name) => ({ to, template: { id: "t", variables: { name } } })],
  ["sendMessage", 512, (note) => ({ to, body: "Hi", metadata: { note } })],
  ["previewMessage", 1600, (body) => ({ to, body })],
  ["createBatch", 1600, (body) => ({ to: [to], body })],
  ["createBatch", 1600, (name) => ({ to: [{ to, variables: { name } }], body: "Hi {{name}}" })],
  ["createBatch", 1600, (name) => ({ to: [to], contentSid: `HX${"0".repeat(32)}`, contentVariables: { 1: name } })],
  ["notifyUser", 1600, (message) => ({ userId: "u", message })],
  ["createTemplate", 1600, (en) => ({ name: "A", bodies: { en } })],
  ["createTemplate", 100, (name) => ({ name, bodies: { en: "Hi" } })],
  ["updateTemplate", 1600, (en) => ({ bodies: { en } })],
  ["renderTemplate", 1600, (name) => ({ variables: { name } })],
  ["createTenant", 100, (name) => ({ name })],
  ["setSendingPause", 200, (reason) => ({ reason })],
  ["updateVerificationPolicy", 30, (brandName) => ({ brandName })],
];

describe("text() counts UTF-16 units", () => {
  test.each(limited)("in %s up to a limit of %i", (id, units, body) => {
    const schema = bodyOf(id);
    expect(refusalOf(schema, body(emoji.repeat(units / 2)))).toEqual([]);
    const [refusal, ...others] = refusalOf(schema, body(emoji.repeat(units / 2 + 1)));
    expect(refusal).toBe(`${textLength.says}: at most ${units}, not ${units + 2}, and most emoji count as two`);
    expect(others).toEqual([]);
    // A text that also has too many characters is refused once.
    expect(refusalOf(schema, body("x".repeat(units + 1)))).toHaveLength(1);
  });

  test("and the document's maxLength counts characters, which allows more", () => {
    expect(z.toJSONSchema(text(10))).toMatchObject({ type: "string", maxLength: 10 });
  });
});

test.each([
  ["a\r\nb\rc\nd", "a\nb\nc\nd"],
  ["\r\r\n\n", "\n\n\n"],
])("sentText() turns the line ends of %j into newlines", (typed, read) => {
  expect(sentText(100).parse(typed)).toBe(read);
});

test.each([
  "",
  " ",
  "\n\t",
  "\u00a0\u3000",
  "\u200b",
  "\ufeff",
  "\u2060\u200d",
  "\u2800",
  "\u3164\uffa0",
  "\u00ad",
  "\u{e0020}",
])("isUnseenText() is true for %j", (value) => expect(isUnseenText(value)).toBe(true));

test.each(["a", ".", "\u200ba", "👍🏽", "❤️", "\u0600", "۰", "\u0301a", "-"])(
  "isUnseenText() is false for %j",
  (value) => expect(isUnseenText(value)).toBe(false),
);

test.each([
  ["Ada", null],
  ["four    blanks", null],
  ["", "an empty value"],
  [" \u200b", "an empty value"],
  ["a\nb", "a line break or a tab"],
  ["a\r\nb", "a line break or a tab"],
  ["a\tb", "a line break or a tab"],
  ["five     blanks", "more than four blanks in a row"],
])("unfitForWhatsApp() says why WhatsApp refuses %j, if it does", (value, reason) => {
  expect(unfitForWhatsApp(value)).toBe(reason);
});
