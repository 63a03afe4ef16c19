import * as z from "zod";
import * as rules from "./rules.ts";

/** The length as zod and JSON Schema count it: a character of two UTF-16 units counts once. */
const codePointsOf = (value: string): number => [...value].length;

/**
 * Text of at most `most` UTF-16 units, which is how Twilio, SNS and the hub's stores count. `maxLength` of zod and JSON Schema counts code
 * points, and a text never has more of those. So each operation has a rule for text that fits `maxLength` but has too many UTF-16 units.
 */
export const text = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .refine((value) => value.length <= most || codePointsOf(value) > most, {
      error: ({ input }) =>
        `${rules.textLength.says}: at most ${most}, not ${String(input).length}, and most emoji count as two`,
    });

/** Replaces each carriage return, alone or before a newline, with a newline, because its author meant the end of a line. */
export const withNewlines = (value: string): string => value.replace(/\r\n?/g, "\n");

/** Text that the hub sends to people. Its line ends become newlines. */
export const sentText = (most: number): z.ZodString => text(most).overwrite(withNewlines);
