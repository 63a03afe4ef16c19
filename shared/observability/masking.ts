import { asciiDigits } from "../kernel/characters.ts";

/** Digits of any script, with what people write between them. */
const longNumbers = /\+?\p{Nd}(?:[\s\p{Cf}\p{Pd}\p{Ps}\p{Pe}./−~]*\p{Nd}){8,}/gu;

/** A text in which nobody's number can be read: of nine digits or more in a row the middle ones are left out. */
export const maskNumbersIn = (text: string): string =>
  text.replace(longNumbers, (found) => maskNumber(asciiDigits(found).replaceAll(/[^+\d]/g, "")));

/** `+14155551234` → `+1415•••1234`: enough to recognise a number, too little to call it. */
export const maskNumber = (number: string): string =>
  number.length <= 9 ? `${number.slice(0, 3)}•••` : `${number.slice(0, 5)}•••${number.slice(-4)}`;

/** A local part and its domain, as in `alice@example.com`. */
const emailAddresses = /([^\s@])[^\s@]*@([^\s@]+)/g;
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** A text that is a number as a whole: shorter ones count too. */
const wholeNumber = /^\+?[\d\s().-]{5,}$/;

/** `user:<subject>` or `key:<id>` for a log: some issuers' subjects are phone numbers or e-mail addresses. `alice@example.com` → `a•••@example.com`. */
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
