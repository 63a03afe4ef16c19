import * as rules from "../../api/rules.ts";
import { asciiDigits } from "../../kernel/characters.ts";
import { broken } from "../../kernel/errors.ts";

/**
 * The code that a person typed or pasted: without spaces, dashes and what shows nothing, in ASCII whatever script its digits were.
 * Throws invalid_request for what cannot be a code, before it costs an attempt.
 */
export const codeFrom = (typed: string): string => {
  // NFKC makes wide and mathematical digits ASCII.
  const digits = asciiDigits(typed.normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}]/gu, ""));
  if (/^\d{4,10}$/.test(digits)) return digits;
  throw broken(rules.codeDigits);
};
