import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { segmentsOf } from "../../../shared/text/segments.ts";
import { codeMessage } from "../../../shared/verifications/texts/code-message.ts";
import { codeTexts, lifetimeWords } from "../../../shared/verifications/texts/code-texts.ts";

const locales = Object.keys(codeTexts);
const brand = "Acme";
const longestBrand = "Sparkasse Musterstadt-Nordwest";
const longestCode = "0123456789";

type Parts = Partial<Parameters<typeof codeMessage>[0]> & { lifetimeSeconds?: number };

const delivery = ({ lifetimeSeconds = 600, ...rest }: Parts = {}) => ({
  channel: "sms" as const,
  locale: "en",
  verification: { id: "ver_1", lifetimeSeconds },
  ...rest,
});
const bodyOf = (parts: Parts, code = "123456", from: string | null = brand): string =>
  codeMessage(delivery(parts), code, { brand: from, template: null }).body ?? "";

describe("codeMessage() with the hub's own texts", () => {
  test.each([
    ["en", "Acme: 123456 is your code. It expires in 10 minutes. Never share it."],
    ["es", "Acme: 123456 es tu clave temporal. Vence en 10 minutos. No la compartas con nadie."],
    ["fr", "Acme : 123456 est votre code. Il expire dans 10 minutes. Ne le partagez avec personne."],
    ["de", "Acme: 123456 ist Ihr Code. Er gilt 10 Minuten. Geben Sie ihn nicht weiter."],
    ["pt", "Acme: use 123456 para continuar. Expira em 10 minutos. Nunca mostre isto a ninguém."],
  ])("writes the text in %s", (locale, text) => {
    expect(bodyOf({ locale })).toBe(text);
  });

  test.each([
    ["pt-BR", "pt"],
    ["es-CR", "es"],
    ["de-Latn-AT", "de"],
    ["ja", "en"],
    ["zz-ZZ", "en"],
    ["constructor", "en"],
  ])("uses for %s the text of %s", (asked, taken) => {
    expect(bodyOf({ locale: asked })).toBe(bodyOf({ locale: taken }));
  });

  test.each(locales)(
    "fits one GSM-7 SMS in %s with the longest name, code and lifetime, warning included",
    (locale) => {
      for (const lifetimeSeconds of [60, 61, 600, 3599, 3600]) {
        const body = bodyOf({ locale, lifetimeSeconds }, longestCode, longestBrand);
        expect(segmentsOf(body)).toEqual({ count: 1, encoding: "GSM-7" });
        expect(body).toContain(codeTexts[locale]?.warning);
      }
    },
  );

  test("names one minute, several minutes and seconds", () => {
    expect(locales.map((locale) => lifetimeWords(60, locale))).toEqual([
      "1 minute",
      "1 minuto",
      "1 minute",
      "1 Minute",
      "1 minuto",
    ]);
    expect(lifetimeWords(90, "en")).toBe("90 seconds");
    expect(lifetimeWords(3600, "de")).toBe("60 Minuten");
    // Many locales have more than two plural forms, their own digits, or a no-break space.
    expect(lifetimeWords(180, "pl")).toBe("3 minuty");
    expect(lifetimeWords(600, "fa")).toMatch(/^10 /);
    expect(lifetimeWords(600, "sv-SE")).toMatch(/^10 min/);
  });

  test("omits a missing name", () => {
    expect(bodyOf({}, "123456", null)).toBe("123456 is your code. It expires in 10 minutes. Never share it.");
  });
});

describe("codeMessage() with an ending", () => {
  test("puts a page's host on the last line, in the form browsers require", () => {
    const body = bodyOf({ webOrigin: "example.com" });
    expect(body.split("\n").at(-1)).toBe("@example.com #123456");
    expect(body.split("\n").at(-2)).toBe("");
    expect(segmentsOf(body).count).toBe(1);
  });

  test("puts an Android app's hash last, in at most 140 bytes", () => {
    const body = bodyOf({ locale: "es", androidAppHash: "FA+9qCX9VSu" }, longestCode, "Ñandú ☂ Paraguas y más cosas 1");
    expect(body.split("\n").at(-1)).toBe("FA+9qCX9VSu");
    expect(Buffer.byteLength(body)).toBeLessThanOrEqual(140);
  });

  test("omits the ending on WhatsApp, which has no use for it", () => {
    expect(bodyOf({ channel: "whatsapp", webOrigin: "example.com" })).toBe(bodyOf({ channel: "whatsapp" }));
    expect(bodyOf({ channel: "whatsapp" })).not.toContain("\n");
  });
});

test("codeMessage() always contains the code, ends with the ending, and omits no more than necessary", () => {
  const parts = fc.record({
    locale: fc.constantFrom(...locales, "ja", "pt-BR"),
    lifetimeSeconds: fc.integer({ min: 60, max: 3600 }),
    code: fc.stringMatching(/^\d{4,10}$/),
    from: fc.option(fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 })),
    ending: fc.oneof(
      fc.constant({}),
      fc.domain().map((webOrigin) => ({ webOrigin })),
      fc.stringMatching(/^[A-Za-z0-9+/]{11}$/).map((androidAppHash) => ({ androidAppHash })),
    ),
  });
  fc.assert(
    fc.property(parts, ({ code, from, ending, ...rest }) => {
      const body = bodyOf({ ...rest, ...ending }, code, from);
      const last = body.split("\n").at(-1);
      expect(body).toContain(code);
      if ("webOrigin" in ending) expect(last).toBe(`@${ending.webOrigin} #${code}`);
      if ("androidAppHash" in ending) expect(last).toBe(ending.androidAppHash);
      if ("androidAppHash" in ending) expect(Buffer.byteLength(body)).toBeLessThanOrEqual(140);
      // With a short Latin name the text always keeps the advice not to share the code.
      const isPlain = from === null || /^[\w ]*$/.test(from);
      const text = codeTexts[rest.locale.slice(0, 2)] ?? codeTexts.en;
      if (isPlain && !("webOrigin" in ending) && !("androidAppHash" in ending)) expect(body).toContain(text?.warning);
    }),
  );
});

describe("codeMessage() with a tenant's template", () => {
  const template = {
    id: "tpl_1",
    defaultLocale: "en",
    bodies: { en: "{{brand}} says {{code}} for {{lifetime}}", "es-CR": "{{brand}} dice {{code}} por {{lifetime}}" },
    contentSids: { en: `HX${"a".repeat(32)}`, es: `HX${"b".repeat(32)}` },
  };
  const message = (
    parts: Parts,
    own: typeof template | (Omit<typeof template, "bodies"> & { bodies: Record<string, string> }) = template,
  ) => codeMessage(delivery(parts), "123456", { brand, template: own });

  test("uses the reader's locale, else the default, with the lifetime in that language", () => {
    expect(message({ locale: "es-CR" }).body).toBe("Acme dice 123456 por 10 minutos");
    expect(message({ locale: "fr" }).body).toBe("Acme says 123456 for 10 minutes");
  });

  test("adds the requested ending", () => {
    expect(message({ webOrigin: "example.com" }).body).toBe("Acme says 123456 for 10 minutes\n\n@example.com #123456");
  });

  test("uses the approved content on WhatsApp, with the code as variable 1", () => {
    expect(message({ channel: "whatsapp", locale: "es-MX" })).toEqual({
      content: { sid: template.contentSids.es, variables: { "1": "123456" } },
    });
  });

  test.each([
    ["needs a variable that a code lacks", "{{code}} {{firstName}}"],
    ["does not say the code", "Hello from {{brand}}"],
  ])("uses the hub's text when the template %s", (_why, en) => {
    vi.spyOn(console, "warn").mockImplementation(() => undefined);
    expect(message({}, { ...template, bodies: { en } }).body).toBe(bodyOf({}));
  });
});
