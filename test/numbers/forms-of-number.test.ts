import fc from "fast-check";
import { expect, test } from "vitest";
import { currentForm, isSamePerson, olderForm, personKey } from "../../shared/numbers/forms-of-number.ts";
import { normalize } from "../../shared/numbers/normalize.ts";

/** An older form and today's. */
const retired: [string, string][] = [
  ["+5215512345670", "+525512345670"],
  ["+553191234567", "+5531991234567"],
  ["+553181234567", "+5531981234567"],
  ["+22997123456", "+2290197123456"],
];

test.each(retired)("%s is the person of %s, and is read as it (invariant 32)", (old, today) => {
  expect(currentForm(old)).toBe(today);
  expect(currentForm(today)).toBe(today);
  expect(isSamePerson(old, today)).toBe(true);
  for (const spelling of [old, `whatsapp:${old}`, `${old.slice(0, 4)} ${old.slice(4, 8)}-${old.slice(8)}`])
    expect(normalize(spelling)).toMatchObject({ input: spelling, number: today, isValid: true, reason: null });
});

test("A mobile number of Argentina's is one person with and without its 9, and is written as it was (invariant 32)", () => {
  expect(isSamePerson("+541123456780", "+5491123456780")).toBe(true);
  for (const number of ["+541123456780", "+5491123456780"]) {
    expect(currentForm(number)).toBe(number);
    expect(normalize(number).number).toBe(number);
  }
});

test.each([
  ["a Mexican number with a 1 too many", "+52115512345670"],
  ["a Mexican number of an area that there is not", "+5211512345670"],
  ["a landline in Brazil", "+553132123456"],
  ["a number of São Paulo that lacks a digit", "+551191234567"],
  ["a national number", "3191234567"],
  ["a neighbor of Mexico", "+50215512345670"],
  ["a short code", "12345"],
  ["a sender's name", "ACME"],
])("%s is in no older form", (_what, text) => {
  expect(olderForm(text)).toBeNull();
});

test("A person's key is the same whichever form it is made of, and no number of another country changes", () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{6,14}$/).map((text) => `+${text}`);
  fc.assert(
    fc.property(digits, (number) => {
      expect(personKey(personKey(number))).toBe(personKey(number));
      if (!/^\+(52|54|55|229)/.test(number)) expect(personKey(number)).toBe(number);
    }),
    { numRuns: 500, seed: 20261130 },
  );
});

test("What today's plan has keeps its form, but for Brazil's closed network", () => {
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
