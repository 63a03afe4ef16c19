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

/** JSON Schema's if, then and else. */
export const whether = (condition: object, met: object, otherwise: object): Record<string, object> =>
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  ({ if: condition, then: met, else: otherwise });

interface Members {
  [name: string]: unknown;
}

/**
 * An object of which a request gives exactly one of two members. In JSON Schema as if, then and else: generators of code make two classes
 * of a oneOf.
 */
export const withEither = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine(
      (members: Members) => (members[one] === undefined) !== (members[other] === undefined),
      `give either ${one} or ${other}`,
    )
    .meta(whether({ required: [one] }, { not: { required: [other] } }, { required: [other] }));

/** An object that may have one of two members, not both. */
export const withoutBoth = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine((members: Members) => members[one] === undefined || members[other] === undefined, {
      message: `${one} and ${other} exclude each other`,
      path: [other],
    })
    .meta({ not: { required: [one, other] } });

/** An object of which a request gives `one` only together with `other`. */
export const withCompanion = <Schema extends z.ZodObject>(schema: Schema, one: string, other: string): Schema =>
  schema
    .refine((members: Members) => members[one] === undefined || members[other] !== undefined, {
      message: `needs ${other}`,
      path: [one],
    })
    .meta({ dependentRequired: { [one]: [other] } });
