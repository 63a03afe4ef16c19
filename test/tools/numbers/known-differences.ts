import { olderForm } from "../../../shared/numbers/forms-of-number.ts";
import type { NormalizedNumber } from "../../../shared/numbers/normalize.ts";
import { tidied } from "../../../shared/numbers/spelling.ts";

/** What Google's library makes of a spelling. */
export interface Reading {
  input: string;
  country: string | null;
  /** E.164; null: no valid number. */
  number: string | null;
  /** Google's time zones of the number. */
  zones: string[];
}

interface Difference {
  reason: string;
  isIt: (google: Reading, ours: NormalizedNumber) => boolean;
}

const differences: readonly Difference[] = [
  {
    reason: "A spreadsheet's noughts behind a point are no digits of a number (docs/decisions/0022)",
    isIt: ({ input }) => /\d\.0$/.test(input),
  },
  {
    reason: "Two numbers, or a number and a word, are not run together (docs/decisions/0022)",
    isIt: (_google, { reason }) => reason === "unclear",
  },
  {
    reason: "A form that a plan gave up is read as the number is today (shared/numbers/forms-of-number.ts)",
    isIt: ({ input, number }) => number === null && olderForm(tidied(input)) !== null,
  },
  {
    reason: "Google's library knows two of Unicode's spaces only",
    isIt: ({ input, number }) => input.includes("\u202f") && number === null,
  },
  {
    reason: "libphonenumber-js takes no national prefix off a local number where an area code is to be put before it",
    isIt: ({ input, country, number }, ours) =>
      ours.number === null &&
      /^1\D*7\d/.test(input) &&
      /^\+1\d{3}7/.test(number ?? "") &&
      !/^(US|CA)$/.test(country ?? ""),
  },
  {
    reason:
      "libphonenumber-js reads the digits of another country's number as a local one, or the reverse, in other places",
    isIt: ({ input, country, number }, ours) => knownByHand.has(`${input} in ${country}: ${ours.number}, ${number}`),
  },
];

/** Single spellings, looked at one by one: digits without a plus that are no number of the country they are read for. */
const knownByHand: ReadonlySet<string> = new Set([
  "8560023123456 in LA: null, +85623123456",
  "0800-735-567 in JE: +44800735567, null",
  "tel:0800 735457 in JE: +44800735457, null",
  "0800 735 467 in JE: +44800735467, null",
  "97716600101234 in DE: null, +4997716600101234",
]);

/** Why the hub reads a spelling otherwise than Google's library; null: for no reason that is listed. */
export const knownDifference = (google: Reading, ours: NormalizedNumber): string | null =>
  differences.find(({ isIt }) => isIt(google, ours))?.reason ?? null;
