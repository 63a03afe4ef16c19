import { maskNumber } from "../../../shared/observability/masking.ts";

/** Of an API key, only how it begins may be read on a screen. */
const keys = /\b(phk_(?:live|test)_[\w-]{4})[\w-]+/g;
/** Not the digits of an id. In a path a plus is often written as %2B. */
const numbers = /(?<![\w-])(?:\+|%2B)?\d(?:[ ().-]{0,2}\d){7,14}(?![\w-])/gi;

/** Controls would steer the terminal. */
const withoutControls = (text: string): string =>
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, "⏎");

const masked = (found: string): string => maskNumber(found.replace(/^%2B/i, "+").replaceAll(/[^+\d]/g, ""));

/** A text of a request or an answer that may stand on a screen: no whole number, no key, nothing that steers the terminal. */
export const safeText = (text: string): string =>
  withoutControls(text).replaceAll(keys, "$1•••").replaceAll(numbers, masked);

/** What a phone was sent. A code is what its reader waits for, so only what is written as a number with its plus is masked. */
export const safeScreen = (text: string): string =>
  withoutControls(text).replaceAll(/\+\d{8,15}/g, (found) => maskNumber(found));
