import { olderForm } from "../../../shared/numbers/forms-of-number.ts";
import type { NormalizedNumber } from "../../../shared/numbers/normalize.ts";
import { tidied } from "../../../shared/numbers/spelling.ts";

/** The result of Google's library for a spelling. */
export interface Reading {
  input: string;
  country: string | null;
  /** E.164. Null if it is not a valid number. */
  number: string | null;
  /** Google's time zones of the number. */
  zones: string[];
}

interface Difference {
  reason: string;
  matches: (google: Reading, ours: NormalizedNumber) => boolean;
}

const differences: readonly Difference[] = [
  {
    reason: "The hub ignores a spreadsheet's zeros after a decimal point (docs/decisions/0022)",
    matches: ({ input }) => /\d\.0$/.test(input),
  },
  {
    reason: "The hub does not join two numbers, or a number and a word (docs/decisions/0022)",
    matches: (_google, { reason }) => reason === "unclear",
  },
  {
    reason: "The hub reads an obsolete form as the number's current form (shared/numbers/forms-of-number.ts)",
    matches: ({ input, number }) => number === null && olderForm(tidied(input)) !== null,
  },
  {
    reason: "Google's library supports only two of Unicode's spaces",
    matches: ({ input, number }) => input.includes("\u202f") && number === null,
  },
  {
    reason: "libphonenumber-js does not remove the national prefix of a local number before it adds the area code",
    matches: ({ input, country, number }, ours) =>
      ours.number === null &&
      /^1\D*7\d/.test(input) &&
      /^\+1\d{3}7/.test(number ?? "") &&
      !/^(US|CA)$/.test(country ?? ""),
  },
  {
    reason:
      "libphonenumber-js and Google's library disagree whether some digits are a local number or another country's",
    matches: ({ input, country, number }, ours) => knownByHand.has(`${input} in ${country}: ${ours.number}, ${number}`),
  },
];

/** Single spellings, checked by hand: digits without a plus that are not a number of the given country. */
const knownByHand: ReadonlySet<string> = new Set([
  "8560023123456 in LA: null, +85623123456",
  "0800-735-567 in JE: +44800735567, null",
  "tel:0800 735457 in JE: +44800735457, null",
  "0800 735 467 in JE: +44800735467, null",
  "97716600101234 in DE: null, +4997716600101234",
]);

/** The reason why the hub reads a spelling differently from Google's library. Null if no listed reason applies. */
export const knownDifference = (google: Reading, ours: NormalizedNumber): string | null =>
  differences.find(({ matches }) => matches(google, ours))?.reason ?? null;
