import { maskNumber } from "../../../shared/observability/masking.ts";

/** An API key. The terminal may show only its first characters. */
const keys = /\b(phk_(?:live|test)_[\w-]{4})[\w-]+/g;
/** A phone number, but not the digits of an id. In a path, a plus is often written as %2B. */
const numbers = /(?<![\w-])(?:\+|%2B)?\d(?:[ ().-]{0,2}\d){7,14}(?![\w-])/gi;

/** Replaces control characters, which would control the terminal. */
const withoutControls = (text: string): string =>
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]+/g, "⏎");

const masked = (found: string): string => maskNumber(found.replace(/^%2B/i, "+").replaceAll(/[^+\d]/g, ""));

/** Makes a text of a request or an answer safe for the terminal: no full number, no key, no control characters. */
export const safeText = (text: string): string =>
  withoutControls(text).replaceAll(keys, "$1•••").replaceAll(numbers, masked);

/** Makes a text to a phone safe for the terminal. Its reader needs the code in it, so this masks only numbers with a plus. */
export const safeScreen = (text: string): string =>
  withoutControls(text).replaceAll(/\+\d{8,15}/g, (found) => maskNumber(found));

const codes = { dim: 2, bold: 1, red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36 } as const;
export type Color = keyof typeof codes;
export type Paint = (color: Color, text: string) => string;

export const plain: Paint = (_color, text) => text;
const colored: Paint = (color, text) => `\x1b[${codes[color]}m${text}\x1b[0m`;

/** Colours for a terminal, unless its user has turned them off (https://no-color.org). `hasColors` checks NO_COLOR and TERM. */
export const paintFor = (stream: { isTTY?: boolean; hasColors?: (count: number) => boolean }): Paint =>
  stream.isTTY && stream.hasColors?.(16) ? colored : plain;
