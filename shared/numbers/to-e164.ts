import { Problem } from "../kernel/errors.ts";
import type { E164 } from "../kernel/ids.ts";
import { type NormalizedNumber, normalize } from "./normalize.ts";

/**
 * Returns the number of a request in E.164. `country` is the country in the request, else the tenant's default. Throws invalid_number, and
 * country_required for a national number without a country.
 */
export const toE164 = (
  input: string,
  country: string | null | undefined,
  options?: Parameters<typeof normalize>[2],
): E164 => {
  const { number, reason } = normalize(input, country, options);
  if (number !== null) return number as E164;
  if (reason === "country_required") {
    throw new Problem("country_required", {
      detail: "Set `country`, or write the number with + and its country code.",
    });
  }
  throw new Problem("invalid_number", {
    detail: reason === null ? undefined : sentences[reason],
    extensions: { reason },
  });
};

const sentences: Record<NonNullable<NormalizedNumber["reason"]>, string> = {
  not_a_number: "This is not a phone number.",
  unclear: "This may be two numbers, or one that a spreadsheet changed. Write one number, in digits.",
  fictional: "This number is reserved for films and examples. Use a real number, or a test key.",
  country_required: "A national number needs a country.",
  invalid_country: "There is no such country or country code. Set another `country`, or check the digits after the +.",
  too_short: "The number is too short.",
  too_long: "The number is too long.",
  invalid_length: "No number of this country has this length.",
  invalid_for_country: "This country has no such number. Check the number and the country.",
};
