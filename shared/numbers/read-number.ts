import {
  type CountryCode,
  isSupportedCountry,
  ParseError,
  type PhoneNumber,
  parsePhoneNumberWithError,
} from "libphonenumber-js/max";
import { digitsForLetters, tidied } from "./spelling.ts";
import { isUnclear } from "./unclear.ts";

/** The number that libphonenumber reads from a text, or the reason why there is none. */
export type ReadNumber =
  | { phone: PhoneNumber; text: string; defaultCountry: CountryCode | undefined }
  | { reason: "not_a_number" | "unclear" | "country_required" | "invalid_country" | "too_short" | "too_long" };

/** Google's libphonenumber has the same limit. A cell of a list can be far longer. */
export const maximumLength = 250;

/**
 * Reads a whole text as one number, in every common spelling. It never extracts a number from a longer text, and never joins two numbers.
 * `country` is the country of national numbers (ISO 3166-1 alpha-2). Pure; never throws.
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
