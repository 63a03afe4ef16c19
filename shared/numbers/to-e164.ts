import { Problem } from "../kernel/errors.ts";
import type { E164 } from "../kernel/ids.ts";
import { type NormalizedNumber, normalize } from "./normalize.ts";

/**
 * The number a request names, in E.164. `country` is the request's own, else the tenant's default. Throws Problem invalid_number, or
 * country_required for a national number without either.
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
      detail: "Write the number with + and its country code, or give a country.",
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
  fictional:
    "This is a fictional number, kept for films and examples: it is nobody's. Only test keys, and a hub beside a simulated provider, take it.",
  country_required: "A national number needs a country.",
  invalid_country: "There is no such country or country code.",
  too_short: "The number is too short.",
  too_long: "The number is too long.",
  invalid_length: "No number of this country is that long.",
  invalid_for_country: "The country assigns no such number.",
};
