import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberWithError,
} from "libphonenumber-js/max";
import { digitsForLetters, tidied } from "./spelling.ts";
import { isUnclear } from "./unclear.ts";

/** What libphonenumber makes of a text, or why nothing is made of it. */
export type ReadNumber =
  | { phone: PhoneNumber; text: string; defaultCountry: CountryCode | undefined }
  | { reason: "not_a_number" | "unclear" | "country_required" | "invalid_country" | "too_short" | "too_long" };

/** Of Google's libphonenumber, too; a cell of somebody's table may be far longer. */
export const maximumLength = 250;

/**
 * Reads a text as one number, in every common spelling: whole text or nothing, never a number found inside it, and never two run
 * together. `country` is for national numbers (ISO 3166-1 alpha-2). Pure; never throws.
 */
export const readNumber = (input: string, country: string | null | undefined): ReadNumber => {
  if (input.length > maximumLength) return { reason: "too_long" };
  const spelled = tidied(input);
  const text = digitsForLetters(spelled);
  const region = country ? country.toUpperCase() : null;
  const isInternational = text.startsWith("+");
  if (!isInternational && region !== null && !isSupportedCountry(region)) return { reason: "invalid_country" };
  const defaultCountry = region !== null && isSupportedCountry(region) ? region : undefined;
  try {
    const phone = parsePhoneNumberWithError(text, { defaultCountry, extract: false });
    return isUnclear({ spelled, text }, phone, defaultCountry)
      ? { reason: "unclear" }
      : { phone, text, defaultCountry };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { reason: reasonOf(error, isInternational) };
  }
};

const reasonOf = ({ message }: ParseError, isInternational: boolean) => {
  if (message === "TOO_SHORT") return "too_short";
  if (message === "TOO_LONG") return "too_long";
  if (message === "INVALID_COUNTRY") return isInternational ? "invalid_country" : "country_required";
  return "not_a_number";
};
