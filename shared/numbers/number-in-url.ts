import { e164Pattern } from "../api/common.ts";
import { messagingServiceSidPattern } from "../api/twilio-sids.ts";
import { Problem } from "../kernel/errors.ts";
import { currentForm } from "./forms-of-number.ts";
import { normalize } from "./normalize.ts";
import { toE164 } from "./to-e164.ts";

/**
 * Reads a number in a path or a query like a number in a body: in every common spelling, and a national number with the tenant's country.
 * Form decoding turns a plus into a space, so `+1…`, ` 1…` and `1…` mean the same. A number in E.164 is accepted even if no plan assigns
 * it, because there may be a record of it. `name` is the name of the path variable or query parameter. Throws invalid_number and
 * country_required instead of an empty result.
 */
export const numberInUrl = (text: string, country: string | null, name: string): string => {
  const typed = text
    .replace(/^[a-z]{2,30}:(?=[+ ]+\d)/, "")
    .replace(/^ +(?=\d)/, "+")
    .trim();
  if (e164Pattern.test(typed)) return currentForm(typed);
  const read = normalize(typed, country).number ?? (/^\d/.test(typed) ? normalize(`+${typed}`).number : null);
  if (read !== null) return read;
  throw problemNaming(name, () => toE164(typed, country));
};

const shortCode = /^\d{3,6}$/;

/** Senders that are not numbers: a short code, an alphanumeric name, an id of another channel, a Messaging Service. */
const senderNames = [
  shortCode,
  /^[a-z][a-z0-9.-]{0,30}:[^\p{Cc}+ ][^\p{Cc}]*$/u,
  /^(?=.*[A-Za-z])[A-Za-z0-9 &_+-]{1,11}$/,
  messagingServiceSidPattern,
];

/** Like numberInUrl, for the recipient of a message. It can be a short code of the tenant. */
export const recipientInUrl = (text: string, country: string | null, name: string): string =>
  shortCode.test(text) ? text : numberInUrl(text, country, name);

/** Like numberInUrl, for the sender of a message. It can be a name. */
export const senderInUrl = (text: string, country: string | null, name: string): string =>
  senderNames.some((pattern) => pattern.test(text)) ? text : numberInUrl(text, country, name);

/** Reads an optional query parameter. */
export const optionally = (
  read: (text: string, country: string | null, name: string) => string,
  text: string | undefined,
  country: string | null,
  name: string,
): string | undefined => (text === undefined ? undefined : read(text, country, name));

/** Runs `read`, which throws, and returns its problem with the name of the parameter. */
const problemNaming = (name: string, read: () => unknown): unknown => {
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
