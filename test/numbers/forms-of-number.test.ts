import fc from "fast-check";
import { expect, test } from "vitest";
import { currentForm, isSamePerson, olderForm, personKey } from "../../shared/numbers/forms-of-number.ts";
import { normalize } from "../../shared/numbers/normalize.ts";

/** Pairs of an older form and today's form of a number. */
const retired: [string, string][] = [
  ["+5215512345670", "+525512345670"],
  ["+553191234567", "+5531991234567"],
  ["+553181234567", "+5531981234567"],
  ["+22997123456", "+2290197123456"],
];

test.each(retired)(
  "normalize() reads the older form %s as %s, and isSamePerson() equates them (invariant 32)",
  (old, today) => {
    expect(currentForm(old)).toBe(today);
    expect(currentForm(today)).toBe(today);
    expect(isSamePerson(old, today)).toBe(true);
    for (const spelling of [old, `whatsapp:${old}`, `${old.slice(0, 4)} ${old.slice(4, 8)}-${old.slice(8)}`])
      expect(normalize(spelling)).toMatchObject({ input: spelling, number: today, isValid: true, reason: null });
  },
);

test("isSamePerson() equates an Argentine mobile number with and without its 9, and currentForm() keeps each (invariant 32)", () => {
  expect(isSamePerson("+541123456780", "+5491123456780")).toBe(true);
  for (const number of ["+541123456780", "+5491123456780"]) {
    expect(currentForm(number)).toBe(number);
    expect(normalize(number).number).toBe(number);
  }
});

test.each([
  ["a Mexican number with a 1 too many", "+52115512345670"],
  ["a Mexican number with an unknown area code", "+5211512345670"],
  ["a landline in Brazil", "+553132123456"],
  ["a number of São Paulo with a digit too few", "+551191234567"],
  ["a national number", "3191234567"],
  ["a neighbor of Mexico", "+50215512345670"],
  ["a short code", "12345"],
  ["a sender's name", "ACME"],
])("olderForm() returns null for %s", (_what, text) => {
  expect(olderForm(text)).toBeNull();
});

test("personKey() returns one key for all forms, and leaves numbers of other countries unchanged", () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/).map((text) => `+${text}`);
  fc.assert(
    fc.property(digits, (number) => {
      expect(personKey(personKey(number))).toBe(personKey(number));
      if (!/^\+(52|54|55|229)/.test(number)) expect(personKey(number)).toBe(number);
    }),
    { numRuns: 500, seed: 20261130 },
  );
});

test("currentForm() keeps every number that is valid today, except those of a closed Brazilian network", () => {
  const shapes = fc.oneof(
    fc.stringMatching(/^\+52[0-9]{10,11}$/),
    fc.stringMatching(/^\+229[0-9]{8,10}$/),
    fc.stringMatching(/^\+55[1-9][1-9][2-9][0-9]{7,8}$/),
  );
  fc.assert(
    fc.property(shapes, (number) => {
      if (normalize(number).number === number && !/^\+55..7\d{7}$/.test(number))
        expect(currentForm(number)).toBe(number);
    }),
    { numRuns: 1_000, seed: 20261130 },
  );
});
