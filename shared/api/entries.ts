import type * as z from "zod";

/** A record with so many entries, told alike by zod and by JSON Schema. */
export const sized = <Record extends z.ZodRecord>(
  record: Record,
  { least = 0, most }: { least?: number; most: number },
): Record =>
  record
    .refine((entries) => Object.keys(entries).length >= least, `at least ${least} entries`)
    .refine((entries) => Object.keys(entries).length <= most, `at most ${most} entries`)
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

/** JSON Schema's if, then and else: generators of code make classes of a oneOf, and leave these alone. */
export const whether = (condition: object, met: object, otherwise: object): Keywords =>
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ({ if: condition, then: met, else: otherwise });

/** An object of which a request gives exactly one of two members. */
export const withEither = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine(
      (members: Members) => (members[one] === undefined) !== (members[other] === undefined),
      `give either ${one} or ${other}`,
    ),
    whether({ required: [one] }, { not: { required: [other] } }, { required: [other] }),
  );

/** An object that may have one of two members, not both. */
export const withoutBoth = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  told(
    schema.refine((members: Members) => members[one] === undefined || members[other] === undefined, {
      message: `${one} and ${other} exclude each other`,
      path: [other],
    }),
    { not: { required: [one, other] } },
  );

/** An object of which a request gives `one` only together with `other`. */
export const withCompanion = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine((members: Members) => members[one] === undefined || members[other] !== undefined, {
      message: `needs ${other}`,
      path: [one],
    })
    .meta({ dependentRequired: { ...(schema.meta()?.dependentRequired ?? {}), [one]: [other] } });
