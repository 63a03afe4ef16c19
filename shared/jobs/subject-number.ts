import { e164Pattern } from "../api/common.ts";
import type { Caller } from "../lambda/caller.ts";
import { normalize } from "../numbers/normalize.ts";
import { toE164 } from "../numbers/to-e164.ts";

/**
 * The number a job is about, in E.164. One that cannot be dialled may have records all the same (a lookup says that it is not valid), so
 * it is taken as it is written. Throws invalid_number and country_required.
 */
export const subjectNumber = (
  { defaultCountry }: Caller,
  { number, country }: { number: string; country?: string | undefined },
): string => {
  const read = normalize(number, country ?? defaultCountry);
  if (read.isValid && read.number !== null) return read.number;
  const written = number.trim();
  return e164Pattern.test(written) ? written : toE164(number, country ?? defaultCountry);
};
