import * as rules from "../api/rules.ts";
import { broken } from "../errors.ts";

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** Unicode's decimal digits come in runs from nought to nine, so a digit's place in its run is its value. */
const decimalOf = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (isDigit(codePoint - value - 1)) value += 1;
  // Two runs may lie side by side, as Myanmar's do.
  return String(value % 10);
};

/**
 * The code that a person typed or pasted: without spaces, dashes and what shows nothing, in ASCII whatever script its digits were.
 * Throws invalid_request for what cannot be a code, before it costs an attempt.
 */
export const codeFrom = (typed: string): string => {
  // NFKC makes wide and mathematical digits ASCII.
  const digits = typed
    .normalize("NFKC")
    .replace(/[\s\p{Pd}\p{Cf}]/gu, "")
    .replace(/[^\P{Nd}0-9]/gu, decimalOf);
  if (/^\d{4,10}$/.test(digits)) return digits;
  throw broken(rules.codeDigits);
};
