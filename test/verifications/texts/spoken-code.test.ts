import { heardIn } from "@phonehub/simulators/twilio/twiml";
import fc from "fast-check";
import { expect, test } from "vitest";
import { spokenCode } from "../../../shared/verifications/texts/code-message.ts";

const heard = (locale: string, code = "123456", brand: string | null = "Acme") =>
  heardIn(spokenCode(locale, { code, brand }));
const sayings = (locale: string, code?: string, brand?: string | null) =>
  heard(locale, code, brand).flatMap((item) => (item.verb === "say" ? [item] : []));

test("spokenCode() says the code three times, digit by digit, with pauses to write", () => {
  expect(sayings("en").map(({ text }) => text)).toEqual([
    "Hello. Your Acme code is:",
    "1, 2, 3",
    "4, 5, 6",
    "Once more:",
    "1, 2, 3",
    "4, 5, 6",
    "Once more:",
    "1, 2, 3",
    "4, 5, 6",
  ]);
  expect(heard("en").filter(({ verb }) => verb === "pause").length).toBeGreaterThanOrEqual(6);
});

test.each([
  ["en", "en-US", "Your Acme code"],
  ["en-GB", "en-GB", "Your Acme code"],
  ["es-CR", "es-MX", "Su código de Acme"],
  ["es-ES", "es-ES", "Su código de Acme"],
  ["fr-CA", "fr-CA", "Votre code Acme"],
  ["de-AT", "de-DE", "Ihr Code von Acme"],
  ["pt-PT", "pt-PT", "O seu código Acme"],
  ["pt", "pt-BR", "O seu código Acme"],
  // The text is English, so the voice is too.
  ["ja", "en-US", "Your Acme code"],
])("spokenCode() in %s uses a voice of %s", (locale, language, words) => {
  const said = sayings(locale);
  expect(new Set(said.map((one) => one.language))).toEqual(new Set([language]));
  expect(said[0]?.text).toContain(words);
});

test("spokenCode() is valid TwiML with the whole code for any brand", () => {
  fc.assert(
    fc.property(
      fc.constantFrom("en", "es", "fr", "de", "pt"),
      fc.stringMatching(/^\d{4,10}$/),
      fc.string({ unit: "binary", maxLength: 30 }),
      (locale, code, brand) => {
        const twiml = spokenCode(locale, { code, brand });
        expect(twiml.length).toBeLessThanOrEqual(4000);
        // https://www.w3.org/TR/xml/#charsets
        expect(twiml).toMatch(/^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u);
        const [greeting, ...rest] = sayings(locale, code, brand);
        expect(greeting?.text.length).toBeGreaterThan(5);
        const digits = rest.map(({ text }) => text.replace(/\D/g, "")).join("");
        expect(digits).toBe(code.repeat(3));
      },
    ),
  );
});

test("spokenCode() escapes TwiML in a brand", () => {
  const said = sayings("en", "123456", '</Say><Dial>+19005550000</Dial><Say a="&lt;');
  expect(said[0]?.text).toContain("</Say><Dial>");
  expect(heard("en", "123456", "<Hangup/>").map(({ verb }) => verb)).not.toContain("other");
});
