import { asciiDigits } from "../kernel/characters.ts";

/** Nine or more digits of any script, with the characters that people write between them. */
const longNumbers = /\+?\p{Nd}(?:[\s\p{Cf}\p{Pd}\p{Ps}\p{Pe}./−~]*\p{Nd}){8,}/gu;

/** Masks the numbers in a text: removes the middle digits of each row of nine or more. */
export const maskNumbersIn = (text: string): string =>
  text.replace(longNumbers, (found) => maskNumber(asciiDigits(found).replaceAll(/[^+\d]/g, "")));

/** `+14155551234` → `+1415•••1234`, which is enough to recognise a number and not enough to call it. */
export const maskNumber = (number: string): string =>
  number.length <= 9 ? `${number.slice(0, 3)}•••` : `${number.slice(0, 5)}•••${number.slice(-4)}`;

/** Matches local part and domain, as in `alice@example.com`. */
const emailAddresses = /([^\s@])[^\s@]*@([^\s@]+)/g;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** Matches a text that is a number as a whole, even a short one. */
const wholeNumber = /^\+?[\d\s().-]{5,}$/;

/**
 * Masks `user:<subject>` for a log, because the subjects of some issuers are phone numbers or e-mail addresses: `alice@example.com` →
 * `a•••@example.com`. Leaves `key:<id>` unchanged.
 */
export const maskActor = (actor: string): string => {
  const [kind = "", ...rest] = actor.split(":");
  const subject = rest.join(":");
  return kind === "user" ? `user:${maskSubject(subject)}` : actor;
};

const maskSubject = (subject: string): string => {
  if (uuid.test(subject)) return subject;
  if (wholeNumber.test(subject)) return maskNumber(subject.replaceAll(/[^+\d]/g, ""));
  return maskNumbersIn(subject.replaceAll(emailAddresses, "$1•••@$2"));
};
