import fc from "fast-check";
import google from "google-libphonenumber";
import { expect, test } from "vitest";
import { e164Pattern } from "../../shared/api/common.ts";
import { currentForm, olderForm } from "../../shared/numbers/forms-of-number.ts";
import { normalize } from "../../shared/numbers/normalize.ts";

const { E164, INTERNATIONAL, NATIONAL } = google.PhoneNumberFormat;
const util = google.PhoneNumberUtil.getInstance();
const kinds = Object.values(google.PhoneNumberType).filter((kind) => kind >= 0);

/**
 * Numbering plans that differ between the metadata of the two libraries (ours is newer): Benin, Zimbabwe and Botswana in many numbers, the
 * others in one range. Check them again when either library is updated.
 */
const changedPlans = /^\+(40|45|229|233|263|267|290|506|592|593|856)/;

/** Google's verdict. Google refuses an older form (forms-of-number.ts), so the verdict for it is that for today's form. */
const verdictOf = (input: string, region?: string): string | null => {
  const older = olderForm(input);
  return googleVerdict(input, region) ?? (older === null ? null : googleVerdict(currentForm(older)));
};

/** Google's reading of a text: E.164 for a valid number, null for an invalid or unreadable one. */
const googleVerdict = (input: string, region?: string): string | null => {
  try {
    const number = util.parse(input, region);
    number.clearExtension();
    const e164 = util.format(number, E164);
    // Google allows the seventeen digits of Germany's plan, which E.164 does not.
    return util.isValidNumber(number) && e164Pattern.test(e164) ? e164 : null;
  } catch {
    return null;
  }
};

const examples = util.getSupportedRegions().flatMap((region) =>
  kinds.flatMap((kind) => {
    const number = util.getExampleNumberForType(region, kind);
    if (!number || changedPlans.test(util.format(number, E164))) return [];
    return [
      {
        region,
        e164: util.format(number, E164),
        spellings: [NATIONAL, INTERNATIONAL].map((f) => util.format(number, f)),
      },
    ];
  }),
);

test("normalize() reads every kind of number of every region as Google's library does", () => {
  expect(examples.length).toBeGreaterThan(1_000);
  const differing = examples.flatMap(({ region, e164, spellings }) =>
    [e164, ...spellings].filter((spelling) => normalize(spelling, region).number !== verdictOf(spelling, region)),
  );
  expect(differing).toEqual([]);
});

test("normalize() judges numbers one digit away from real ones as Google's library does", () => {
  const digit = fc.constantFrom(..."0123456789");
  const edited = fc
    .tuple(fc.constantFrom(...examples), fc.nat(), digit, fc.constantFrom("replace", "insert", "delete"))
    .map(([{ e164 }, at, other, edit]) => {
      const place = 1 + (at % (e164.length - 1));
      const rest = e164.slice(edit === "insert" ? place : place + 1);
      return e164.slice(0, place) + (edit === "delete" ? "" : other) + rest;
    })
    .filter((number) => !changedPlans.test(number));
  fc.assert(
    fc.property(edited, (input) => {
      expect(normalize(input).number).toBe(verdictOf(input));
    }),
    { numRuns: 3_000, seed: 20261120 },
  );
});
