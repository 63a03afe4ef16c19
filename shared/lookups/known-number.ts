import { normalize } from "../numbers/normalize.ts";
import { readNumber } from "../numbers/read-number.ts";
import { toE164 } from "../numbers/to-e164.ts";

export interface KnownNumber {
  number: string;
  isValid: boolean;
}

/**
 * The number to look up, as E.164. It may be unassigned: a number of a possible length has a lookup, which says that it is not valid.
 * Throws invalid_number for any other input, and country_required.
 */
export const knownNumber = (input: string, country: string | null): KnownNumber => {
  const { isValid, isPossible } = normalize(input, country);
  const number = !isValid && isPossible ? unassigned(input, country) : null;
  return number === null ? { number: toE164(input, country), isValid: true } : { number, isValid: false };
};

const unassigned = (input: string, country: string | null): string | null => {
  const read = readNumber(input, country);
  return "reason" in read ? null : read.phone.number;
};
