import { type CountryCode, type PhoneNumber, validatePhoneNumberLength } from "libphonenumber-js/max";
import type * as z from "zod";
import { e164Pattern } from "../api/common.ts";
import type { NormalizedNumber as NormalizedNumberSchema } from "../api/operations/numbers.ts";
import { fictionalCountry } from "./fictional.ts";
import { currentForm, olderForm } from "./forms-of-number.ts";
import { numberTypeOf } from "./number-type.ts";
import { maximumLength, type ReadNumber, readNumber } from "./read-number.ts";
import { tidied } from "./spelling.ts";

export type NormalizedNumber = z.output<typeof NormalizedNumberSchema>;
type Reason = NonNullable<NormalizedNumber["reason"]>;

/**
 * Reads a text as a phone number. `country` is the country of national numbers (ISO 3166-1 alpha-2). `number` is set only if the number is
 * valid, which means in a range that the numbering plan assigns. Emergency numbers and short codes are not valid. An extension is a member
 * of its own. An older form, which WhatsApp still writes, becomes today's form. With `withFictional`, fictional numbers are valid too.
 * Pure; never throws.
 */
export const normalize = (
  input: string,
  country?: string | null,
  { withFictional = false }: NormalizeOptions = {},
): NormalizedNumber => {
  const read = readAsWritten(input, country, withFictional);
  const isSettled = read.isValid || read.reason === "unclear" || input.length > maximumLength;
  const older = isSettled ? null : olderForm(tidied(input));
  return older === null ? read : { ...readAsWritten(currentForm(older), null, withFictional), input };
};

const readAsWritten = (input: string, country: string | null | undefined, withFictional: boolean): NormalizedNumber => {
  const read = readNumber(input, country);
  return "reason" in read ? invalid(input, read.reason) : described(input, read, withFictional);
};

interface NormalizeOptions {
  withFictional?: boolean;
}

const described = (
  input: string,
  { phone, text, defaultCountry }: Extract<ReadNumber, { phone: PhoneNumber }>,
  withFictional: boolean,
): NormalizedNumber => {
  const extension = phone.ext ?? null;
  phone.ext = undefined;
  // Some plans, such as Germany's, have numbers with more than the fifteen digits that ITU-T E.164 allows.
  const isE164 = e164Pattern.test(phone.number);
  const isAssigned = isE164 && phone.isValid();
  const fictional = isAssigned ? null : fictionalCountry(phone.number);
  const isValid = isAssigned || (withFictional && fictional !== null);
  const isPossible = isE164 && phone.isPossible();
  return {
    input,
    number: isValid ? phone.number : null,
    isValid,
    isPossible,
    reason: isValid
      ? null
      : fictional
        ? "fictional"
        : isPossible
          ? "invalid_for_country"
          : lengthReason(text, defaultCountry),
    country: phone.country ?? fictional,
    callingCode: phone.countryCallingCode,
    nationalFormat: isValid ? phone.formatNational() : null,
    internationalFormat: isValid ? phone.formatInternational() : null,
    type: isValid ? numberTypeOf(phone.getType()) : null,
    extension: isValid ? extension : null,
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
  extension: null,
});

const lengthReason = (text: string, defaultCountry: CountryCode | undefined): Reason => {
  const verdict = validatePhoneNumberLength(text, { defaultCountry });
  if (verdict === "TOO_SHORT") return "too_short";
  return verdict === "INVALID_LENGTH" ? "invalid_length" : "too_long";
};
