import type * as z from "zod";
import { text } from "../text.ts";

/** A record with `least` to `most` entries. zod and JSON Schema both express the limits. */
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

/** Adds JSON Schema keywords to an object. If it already has one of them, `allOf` combines both. */
export const told = <Schema extends z.ZodObject>(schema: Schema, keywords: Keywords): Schema => {
  const before: Members = schema.meta() ?? {};
  const isTaken = Object.keys(keywords).some((name) => before[name] !== undefined);
  return schema.meta(isTaken ? { allOf: [...(Array.isArray(before.allOf) ? before.allOf : []), keywords] } : keywords);
};

/** Runs a check even if the object's members are invalid, so the answer reports all errors at once. */
export const evenIfUnfit = {
  when: ({ value }: { value: unknown }): boolean => typeof value === "object" && value !== null,
} as const;

/** JSON Schema's if, then and else. Code generators ignore these keywords, but they generate classes from a oneOf. */
export const whether = (condition: object, met: object, otherwise: object): Keywords =>
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ({ if: condition, then: met, else: otherwise });

/** An object in which a request must give exactly one of two members. */
export const withEither = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine((members: Members) => (members[one] === undefined) !== (members[other] === undefined), {
      error: `give either ${one} or ${other}`,
      ...evenIfUnfit,
    }),
    whether({ required: [one] }, { not: { required: [other] } }, { required: [other] }),
  );

/** An object that can have one of two members or neither, but not both. */
export const withoutBoth = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine((members: Members) => members[one] === undefined || members[other] === undefined, {
      error: `${one} and ${other} exclude each other`,
      path: [other],
      ...evenIfUnfit,
    }),
    { not: { required: [one, other] } },
  );

/** An object in which a request can give `one` only together with `other`. */
export const withCompanion = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine((members: Members) => members[one] === undefined || members[other] !== undefined, {
      error: `needs ${other}`,
      path: [one],
      ...evenIfUnfit,
    })
    .meta({ dependentRequired: { ...(schema.meta()?.dependentRequired ?? {}), [one]: [other] } });

/** The name of a CSV column in the first line. If no column matches exactly, the hub ignores case and diacritics. */
export const ColumnName = text(256).min(1);
