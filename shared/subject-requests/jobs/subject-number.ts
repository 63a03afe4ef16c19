import { e164Pattern } from "../../api/common.ts";
import type { Caller } from "../../identity/caller.ts";
import { currentForm } from "../../numbers/forms-of-number.ts";
import { normalize } from "../../numbers/normalize.ts";
import { toE164 } from "../../numbers/to-e164.ts";

/**
 * True for a short code, a sender's name, or an id of a channel without numbers (`messenger:…`). A number with a typing error is none of
 * these.
 */
const isStoredSender = (text: string): boolean =>
  /^\d{3,6}$/.test(text) ||
  /^[a-z][a-z0-9+.-]{0,30}:[^\p{Cc}+][^\p{Cc}]*$/iu.test(text) ||
  /^(?=.*[A-Za-z])(?!(?:.*\d){5})[A-Za-z0-9 &_-]{1,11}$/.test(text);

/**
 * Reads the subject of a job: a number in E.164, or a sender in the form that messages have. An invalid number can have records too, such
 * as a lookup that says so, so a text in E.164 is accepted as it is written. Throws invalid_number and country_required.
 */
export const subjectNumber = (
  { defaultCountry }: Caller,
  { number, country }: { number: string; country?: string | undefined },
): string => {
  const read = normalize(number, country ?? defaultCountry);
  if (read.isValid && read.number !== null) return read.number;
  const written = number.trim();
  if (e164Pattern.test(written)) return currentForm(written);
  return isStoredSender(written) ? written : toE164(number, country ?? defaultCountry);
};
