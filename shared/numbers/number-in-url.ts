import { e164Pattern } from "../api/common.ts";
import { messagingServiceSidPattern } from "../api/twilio-sids.ts";
import { Problem } from "../kernel/errors.ts";
import { currentForm } from "./forms-of-number.ts";
import { normalize } from "./normalize.ts";
import { toE164 } from "./to-e164.ts";

/**
 * A number in a path or a query, read as a body's is: national with the tenant's country, in every common spelling. A form decodes the plus
 * to a space, so `+1…`, ` 1…` and `1…` mean the same. What is written in E.164 is taken though no plan assigns it: a record may be there.
 * `name` is the variable's or the parameter's. Throws invalid_number and country_required, for a number that cannot be read finds nothing.
 */
export const numberInUrl = (text: string, country: string | null, name: string): string => {
  const typed = text
    .replace(/^[a-z]{2,30}:(?=[+ ]+\d)/, "")
    .replace(/^ +(?=\d)/, "+")
    .trim();
  if (e164Pattern.test(typed)) return currentForm(typed);
  const read = normalize(typed, country).number ?? (/^\d/.test(typed) ? normalize(`+${typed}`).number : null);
  if (read !== null) return read;
  throw naming(name, () => toE164(typed, country));
};

const shortCode = /^\d{3,6}$/;

/** What names a sender and is no number: a short code, a name of letters, a Messaging Service, an identity of another channel. */
const senderNames = [
  shortCode,
  /^[a-z][a-z0-9.-]{0,30}:[^\p{Cc}+ ][^\p{Cc}]*$/u,
  /^(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}$/,
  messagingServiceSidPattern,
];

/** The same for who received a message, which may be a short code of ours. */
export const recipientInUrl = (text: string, country: string | null, name: string): string =>
  shortCode.test(text) ? text : numberInUrl(text, country, name);

/** The same for who sent one, which may be a name. */
export const senderInUrl = (text: string, country: string | null, name: string): string =>
  senderNames.some((pattern) => pattern.test(text)) ? text : numberInUrl(text, country, name);

/** A query's parameter that may be absent. */
export const optionally = (
  read: (text: string, country: string | null, name: string) => string,
  text: string | undefined,
  country: string | null,
  name: string,
): string | undefined => (text === undefined ? undefined : read(text, country, name));

const naming = (name: string, read: () => unknown): unknown => {
  try {
    read();
    return new Problem("invalid_number", { detail: `${name}: this is not a phone number.` });
  } catch (problem) {
    if (!(problem instanceof Problem)) return problem;
    const { detail = "", ...rest } = problem.detail;
    return new Problem(problem.code, {
      ...rest,
      detail: `${name}: ${detail}`,
      errors: [{ path: name, message: detail }],
    });
  }
};
