import type * as z from "zod";
import { text } from "../text.ts";

/** A record with so many entries, told alike by zod and by JSON Schema. */
export const sized = <Record extends z.ZodRecord>(
  record: Record,
  { least = 0, most }: { least?: number; most: number },
): Record =>
  record
    .refine(
      (entries) => Object.keys(entries).length >= least,
      least === 1 ? "must not be empty" : `must have at least ${least} entries`,
    )
    .refine((entries) => Object.keys(entries).length <= most, `must have at most ${most} entries`)
    .meta({ ...(least > 0 && { minProperties: least }), maxProperties: most });

interface Members {
  [name: string]: unknown;
}
type Keywords = Readonly<Record<string, object>>;

/** Adds what JSON Schema is to tell of an object; a keyword that it has already stays beside the new one. */
export const told = <Schema extends z.ZodObject>(schema: Schema, keywords: Keywords): Schema => {
  const before: Members = schema.meta() ?? {};
  const isTaken = Object.keys(keywords).some((name) => before[name] !== undefined);
  return schema.meta(isTaken ? { allOf: [...(Array.isArray(before.allOf) ? before.allOf : []), keywords] } : keywords);
};

/** Judges an object whatever is wrong with its members: all that is wrong is told at once. */
export const evenIfUnfit = {
  when: ({ value }: { value: unknown }): boolean => typeof value === "object" && value !== null,
} as const;

/** JSON Schema's if, then and else: generators of code make classes of a oneOf, and leave these alone. */
export const whether = (condition: object, met: object, otherwise: object): Keywords =>
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ({ if: condition, then: met, else: otherwise });

/** An object of which a request gives exactly one of two members. */
export const withEither = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine((members: Members) => (members[one] === undefined) !== (members[other] === undefined), {
      error: `give either ${one} or ${other}`,
      ...evenIfUnfit,
    }),
    whether({ required: [one] }, { not: { required: [other] } }, { required: [other] }),
  );

/** An object that may have one of two members, not both. */
export const withoutBoth = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine((members: Members) => members[one] === undefined || members[other] === undefined, {
      error: `${one} and ${other} exclude each other`,
      path: [other],
      ...evenIfUnfit,
    }),
    { not: { required: [one, other] } },
  );

/** An object of which a request gives `one` only together with `other`. */
export const withCompanion = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine((members: Members) => members[one] === undefined || members[other] !== undefined, {
      error: `needs ${other}`,
      path: [one],
      ...evenIfUnfit,
    })
    .meta({ dependentRequired: { ...(schema.meta()?.dependentRequired ?? {}), [one]: [other] } });

/** A column of a CSV file, by its name in the first line; compared without case and diacritics where none is written so. */
export const ColumnName = text(256).min(1);
