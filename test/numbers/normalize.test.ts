import fc from "fast-check";
import { expect, test } from "vitest";
import { NormalizedNumber } from "../../shared/api/operations/numbers.ts";
import { normalize } from "../../shared/numbers/normalize.ts";
import { digitsForLetters } from "../../shared/numbers/spelling.ts";

test("normalize() reads every common spelling of a number as the same number", () => {
  const spellings = [
    "(415) 555-2671",
    "415.555.2671",
    " 415 555 2671 ",
    "4155552671",
    "1-415-555-2671",
    "+1 415 555 2671",
    "011 1 415 555 2671",
    "tel:+1-415-555-2671",
    "tel:415-555-2671;phone-context=+1",
    "whatsapp:+14155552671",
    " WhatsApp:＋1 415 555 2671",
    "+1 415 555 2671 ext. 45",
    "tel:+1-415-555-2671;ext=45",
    "415-555-2671 x45",
    "４１５　５５５　２６７１",
    "＋１ ４１５ ５５５ ２６７１",
    "٤١٥٥٥٥٢٦٧١",
    "\u202a+1 (415) 555\u20112671\u202c",
    "+1\u00a0415\u00a0555\u00a02671",
    "415-JKL-2671",
    "'+14155552671",
    "'+1 415 555 2671'",
    '="+14155552671"',
    '"(415) 555-2671"',
    "<+14155552671>",
    "<tel:+1-415-555-2671>",
    "tel:4155552671",
    "tel:415-555-2671;phone-context=+1",
    "tel:2671;phone-context=+1-415-555",
    "tel:415-555-2671;ext=45;phone-context=+1",
    "tel:415-555-2671;phone-context=example.com",
    "tel:+1-415-555-2671;phone-context=+49",
    "sms:+14155552671",
    "415 555 2671 (ext 5)",
    "415 555 2671 [x 5]",
    "+1 415 555 2671 (доб. 5)",
    "+1 415 555 2671,",
    "+1 415 555 2671; ",
    "+1\u202f415\u202f555\u202f2671",
    "+1\u2009415\u2009555\u20092671",
    "\u2066+1 415\u200b555\u00ad2671\ufe0f\u2069",
    "(+1) 415 555 2671",
    "( +1 ) 415 555 2671",
    "[+1] 415 555 2671",
    "{+1} 415 555 2671",
    "（＋1）415 555 2671",
    "【+1】415 555 2671",
    "(+1 415 555 2671)",
    "++1 415 555 2671",
    "+001 415 555 2671",
    "﹢1 415 555 2671",
    "४१५५५५२६७१",
    "+𝟏𝟒𝟏𝟓𝟓𝟓𝟓𝟐𝟔𝟕𝟏",
    "14155552671.0",
    "+14155552671.00",
    "14155552671,0",
  ];
  for (const spelling of spellings) {
    expect(normalize(spelling, "US"), spelling).toMatchObject({ number: "+14155552671", isValid: true, reason: null });
  }
});

test("normalize() returns all facts of a valid number", () => {
  expect(normalize("(415) 555-2671 x9", "us")).toEqual({
    input: "(415) 555-2671 x9",
    number: "+14155552671",
    isValid: true,
    isPossible: true,
    reason: null,
    country: "US",
    callingCode: "1",
    nationalFormat: "(415) 555-2671",
    internationalFormat: "+1 415 555 2671",
    type: "fixedLineOrMobile",
    extension: "9",
  });
});

test.each([
  ["+4915112345678", "DE", "mobile"],
  ["+493012345678", "DE", "fixedLine"],
  ["+18003569377", "US", "tollFree"],
  ["+80012345678", null, "tollFree"],
  ["+19002345678", "US", "premiumRate"],
  ["+15005550006", "US", "personalNumber"],
  ["+819012345678", "JP", "mobile"],
])("normalize() reads %s as a number of %s and %s", (number, country, type) => {
  expect(normalize(number)).toMatchObject({ number, country, type });
});

test.each([
  ["1-800-FLOWERS", "+18003569377"],
  ["+1 800 flowers", "+18003569377"],
])("normalize() reads the letters of %s as keypad digits", (input, number) => {
  expect(normalize(input, "US").number).toBe(number);
});

test.each([
  // One or two letters are typing errors, and the intended digit is unknown.
  ["415555O123", "US", "not_a_number"],
  ["415555l23O", "US", "not_a_number"],
  ["hello", "US", "not_a_number"],
  ["call +14155552671 now", "US", "not_a_number"],
  // Twilio's other address types reach no phone by SMS or WhatsApp.
  ["messenger:+14155552671", "US", "not_a_number"],
  ["whatsapp:tel:+14155552671", "US", "not_a_number"],
  ["", "US", "not_a_number"],
  ["+", null, "not_a_number"],
  ["\0", "US", "not_a_number"],
  ["\ud800", "US", "not_a_number"],
  ["__proto__", "US", "not_a_number"],
  ["(415) 555-2671", null, "country_required"],
  ["0049 30 12345678", null, "country_required"],
  ["030 12345678", "XX", "invalid_country"],
  ["+999 12345678", "US", "invalid_country"],
  ["+1415", null, "too_short"],
  ["555-2671", "US", "too_short"],
  ["+141555526711234", null, "too_long"],
  ["9".repeat(256), "US", "too_long"],
  // Sixteen digits are valid in Germany's own plan, but not in E.164.
  ["+49800812345678901", null, "too_long"],
  ["+1 015 555 2671", null, "invalid_for_country"],
  ["+1 211 555 267", null, "too_short"],
])("normalize() refuses %j with country %s: %s", (input, country, reason) => {
  const { number, isValid, nationalFormat, type, reason: ours } = normalize(input, country);
  expect({ number, isValid, nationalFormat, type, reason: ours }).toEqual({
    number: null,
    isValid: false,
    nationalFormat: null,
    type: null,
    reason,
  });
});

test.each([
  ["628123456789.0", "ID", "+628123456789"],
  ["0049301234560.000", "DE", "+49301234560"],
  ["(+34) 612 34 56 78", "US", "+34612345678"],
  ["९८४१२३४५६७", "NP", "+9779841234567"],
  // A slash after an area code, and an extension that is part of the number.
  ["06321/12345", "DE", "+49632112345"],
  ["+49 (0) 6321/12345", null, "+49632112345"],
  ["01/58858-0", "AT", "+431588580"],
  ["030 123-4567", "DE", "+49301234567"],
  ["+49.3012345678", null, "+493012345678"],
  ["628.123.456.789", "ID", "+628123456789"],
])("normalize() reads %s in %s as %s (invariant 33)", (input, country, number) => {
  expect(normalize(input, country)).toMatchObject({ number, reason: null });
});

test.each([
  ["a fraction", "628123456789.5", "ID", "unclear"],
  ["a fraction with zeros", "62812345678.90", "ID", "unclear"],
  ["a fraction in German", "628123456789,5", "ID", null],
  ["a quantity rounded to few digits", "6.28E+11", "ID", "not_a_number"],
  ["a quantity with all its digits", "6.28123456789E+11", "ID", "not_a_number"],
  ["a quantity without a plus", "6.28123456789e11", "ID", "not_a_number"],
  ["a number and its neighbour's last digits", "030 1234567/68", "DE", "unclear"],
  ["two subscribers of one area", "040 12345/12346", "DE", "unclear"],
  ["two numbers separated by a blank", "0301234 0301235", "DE", "unclear"],
  ["two numbers separated by a dash", "030 12345 - 040 5432", "DE", "unclear"],
  ["two numbers separated by a semicolon", "4155552671;4155552672", "US", "unclear"],
  ["two numbers separated by a comma", "+14155552671, 4155552672", "US", "not_a_number"],
  ["two numbers on two lines", "030 1234567\n030 7654321", "DE", "not_a_number"],
  ["a number and a word", "0812345678 home", "ID", "unclear"],
  ["a number and a footnote", "0812345678¹", "ID", "not_a_number"],
  ["a number and a circled digit", "0812345678①", "ID", "not_a_number"],
])("normalize() reads no number from %s: %s (invariant 33)", (_what, input, country, reason) => {
  const read = normalize(input, country);
  // This one is read as a number with an extension.
  if (reason === null) expect(read).toMatchObject({ number: "+628123456789", extension: "5" });
  else expect(read).toMatchObject({ number: null, isValid: false, reason });
});

test("normalize() reads the decimal digits of every script", () => {
  const noughts = Array.from({ length: 0x1ffff }, (_, codePoint) => codePoint).filter(
    (codePoint) => (codePoint < 0xd800 || codePoint > 0xdfff) && /^(?:\p{Nd}){10}$/u.test(tenFrom(codePoint)),
  );
  const scripts = noughts.filter((codePoint) => !/\p{Nd}/u.test(String.fromCodePoint(codePoint - 1)));
  expect(scripts.length).toBeGreaterThan(60);
  for (const nought of scripts) {
    const typed = "+14155552671".replace(/\d/g, (digit) => String.fromCodePoint(nought + Number(digit)));
    expect(normalize(typed).number, nought.toString(16)).toBe("+14155552671");
  }
});

const tenFrom = (codePoint: number): string =>
  String.fromCodePoint(...Array.from({ length: 10 }, (_, value) => codePoint + value));

test.each([
  ["911", "US"],
  ["112", "DE"],
  ["110", "JP"],
  ["20566", "US"],
  ["*100#", "US"],
])("normalize() refuses %s, an emergency number, short code or service code in %s", (input, country) => {
  expect(normalize(input, country)).toMatchObject({ number: null, isValid: false });
});

test("normalize() needs no country for an international number", () => {
  expect(normalize("+49 30 12345678", "XX").number).toBe("+493012345678");
  expect(normalize("+49 30 12345678", "US").country).toBe("DE");
});

test("normalize() answers any text within the contract, and reads its own output back", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 64 }),
    fc.stringMatching(/^[+＋]?[0-9٠-٩() .x-]{0,30}$/),
    fc.stringMatching(/^(tel:)?\+?[1-9][0-9]{6,14}(;ext=[0-9]{1,4})?$/),
  );
  fc.assert(
    fc.property(text, fc.option(fc.constantFrom("US", "DE", "IT", "AR", "XX", "")), (input, country) => {
      const answer = NormalizedNumber.parse(normalize(input, country));
      expect(answer.isValid).toBe(answer.number !== null);
      expect(answer.isValid).toBe(answer.reason === null);
      if (answer.number === null) return;
      expect(normalize(answer.number)).toEqual({ ...answer, input: answer.number, extension: null });
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ["digits before two letters", `111${"1".repeat(60_000)}ab`],
  ["brackets", "(".repeat(60_000)],
  ["blanks", `1${" ".repeat(60_000)}x`],
])("normalize() refuses 60,000 characters of %s at once (invariant 38)", (_what, input) => {
  const start = performance.now();
  expect(normalize(input, "US")).toMatchObject({ number: null, reason: "too_long" });
  // digitsForLetters() takes linear time too. A quadratic search would take minutes.
  expect(digitsForLetters(input)).toBe(input);
  expect(performance.now() - start).toBeLessThan(2_000);
});

test("normalize() reads a vanity number within brackets", () => {
  expect(normalize("+(1)-800-FLOWERS").number).toBe("+18003569377");
  expect(normalize("(800) FLOWERS", "US").number).toBe("+18003569377");
});

test.each([
  ["07700 900123", "GB", "+447700900123"],
  ["+44 1632 960123", "GB", "+441632960123"],
  ["06 39 98 12 34", "FR", "+33639981234"],
])("normalize() accepts %s, which is reserved for examples, only on request", (input, country, number) => {
  expect(normalize(input, country)).toMatchObject({ number: null, isValid: false, reason: "fictional", country });
  expect(normalize(input, country, { withFictional: true })).toMatchObject({
    number,
    isValid: true,
    reason: null,
    country,
  });
});

test.each(["+14155550123", "+61491570006", "+441134960123", "+449098790123", "+442079460123", "+33199001234"])(
  "normalize() accepts the example number %s, which is valid in its plan",
  (number) => {
    expect(normalize(number)).toMatchObject({ number, reason: null });
  },
);

test("normalize() accepts no number outside the ranges reserved for examples", () => {
  for (const number of ["+447700901123", "+441632961123", "+33639971234"])
    expect(normalize(number, null, { withFictional: true })).toMatchObject({
      number: null,
      reason: "invalid_for_country",
    });
});
