import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberWithError,
  validatePhoneNumberLength,
} from "libphonenumber-js/max";
import type * as z from "zod";
import { e164Pattern } from "../api/common.ts";
import type { NormalizedNumber as NormalizedNumberSchema } from "../api/numbers.ts";
import { currentForm, olderForm } from "./forms-of-number.ts";
import { numberTypeOf } from "./number-type.ts";
import { digitsForLetters, tidied } from "./spelling.ts";

export type NormalizedNumber = z.output<typeof NormalizedNumberSchema>;
type Reason = NonNullable<NormalizedNumber["reason"]>;

/** Of Google's libphonenumber, too; a cell of somebody's table may be far longer. */
const maximumLength = 250;

/**
 * What libphonenumber makes of a text: whole text or nothing, never a number found inside it. `country` is for national numbers
 * (ISO 3166-1 alpha-2). `number` is set only where the number is valid: in a range the numbering plan assigns, so neither an
 * emergency number nor a short code. An extension is read and left out; a form that the plan gave up, and WhatsApp still writes, is read as the
 * number is today. Pure; never throws.
 */
export const normalize = (input: string, country?: string | null): NormalizedNumber => {
  const read = readAsWritten(input, country);
  const older = read.isValid || input.length > maximumLength ? null : olderForm(tidied(input));
  return older === null ? read : { ...readAsWritten(currentForm(older)), input };
};

const readAsWritten = (input: string, country?: string | null): NormalizedNumber => {
  if (input.length > maximumLength) return invalid(input, "too_long");
  const text = digitsForLetters(tidied(input));
  const region = country ? country.toUpperCase() : null;
  const isInternational = text.startsWith("+");
  if (!isInternational && region !== null && !isSupportedCountry(region)) return invalid(input, "invalid_country");
  const defaultCountry = region !== null && isSupportedCountry(region) ? region : undefined;
  try {
    return described(input, parsePhoneNumberWithError(text, { defaultCountry, extract: false }), text, defaultCountry);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return invalid(input, reasonOf(error, isInternational));
  }
};

const described = (
  input: string,
  phone: PhoneNumber,
  text: string,
  defaultCountry: CountryCode | undefined,
): NormalizedNumber => {
  phone.ext = undefined;
  // Germany's plan, for one, lists numbers of more than the fifteen digits that ITU-T E.164 allows.
  const isE164 = e164Pattern.test(phone.number);
  const isValid = isE164 && phone.isValid();
  const isPossible = isE164 && phone.isPossible();
  return {
    input,
    number: isValid ? phone.number : null,
    isValid,
    isPossible,
    reason: isValid ? null : isPossible ? "invalid_for_country" : lengthReason(text, defaultCountry),
    country: phone.country ?? null,
    callingCode: phone.countryCallingCode,
    nationalFormat: isValid ? phone.formatNational() : null,
    internationalFormat: isValid ? phone.formatInternational() : null,
    type: isValid ? numberTypeOf(phone.getType()) : null,
  };
};

const invalid = (input: string, reason: Reason): NormalizedNumber => ({
  input,
  number: null,
  isValid: false,
  isPossible: false,
  reason,
  country: null,
  callingCode: null,
  nationalFormat: null,
  internationalFormat: null,
  type: null,
});

const reasonOf = ({ message }: ParseError, isInternational: boolean): Reason => {
  if (message === "TOO_SHORT") return "too_short";
  if (message === "TOO_LONG") return "too_long";
  if (message === "INVALID_COUNTRY") return isInternational ? "invalid_country" : "country_required";
  return "not_a_number";
};

const lengthReason = (text: string, defaultCountry: CountryCode | undefined): Reason => {
  const verdict = validatePhoneNumberLength(text, { defaultCountry });
  if (verdict === "TOO_SHORT") return "too_short";
  return verdict === "INVALID_LENGTH" ? "invalid_length" : "too_long";
};
