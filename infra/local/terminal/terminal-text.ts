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

const codes = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Color = keyof typeof codes;
export type Paint = (color: Color, text: string) => string;

export const plain: Paint = (_color, text) => text;
const colored: Paint = (color, text) => `\x1b[${codes[color]}m${text}\x1b[0m`;

/** Colours where a person watches and has not asked for none (https://no-color.org). `hasColors` looks at NO_COLOR and TERM. */
export const paintFor = (stream: { isTTY?: boolean; hasColors?: (count: number) => boolean }): Paint =>
  stream.isTTY && stream.hasColors?.(16) ? colored : plain;
