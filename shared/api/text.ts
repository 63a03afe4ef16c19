import * as z from "zod";
import * as rules from "./rules.ts";

/** zod's, and JSON Schema's, length: characters of two UTF-16 units count once. */
const codePointsOf = (value: string): number => [...value].length;

/**
 * Text of at most so many UTF-16 units, as Twilio and SNS count and as every store of ours keeps it. zod and JSON Schema's `maxLength` count
 * code points, of which a text never has more: what lies between the two is a rule of every operation.
 */
export const text = (most: number): z.ZodString =>
  z
    .string()
    .max(most)
    .refine((value) => value.length <= most || codePointsOf(value) > most, {
      error: ({ input }) =>
        `${rules.textLength.says}: at most ${most}, not ${String(input).length}, and most emoji count as two`,
    });

/** Carriage returns, alone or before a newline, are newlines: whoever typed them meant a line's end. */
export const withNewlines = (value: string): string => value.replace(/\r\n?/g, "\n");

/** Text that is sent to people: its line ends are newlines. */
export const sentText = (most: number): z.ZodString => text(most).overwrite(withNewlines);
