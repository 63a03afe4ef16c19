import * as z from "zod";

/** A query parameter with one or more of an enum's values, separated by commas. It becomes a list. */
export const severalOf = <const Name extends string>(
  one: z.ZodEnum<{ [Key in Name]: Key }>,
  { what, most }: { what: string; most: number },
) => {
  const names = one.options.map((name) => name.replaceAll(".", "\\.")).join("|");
  return z
    .string()
    .max(most)
    .regex(
      new RegExp(`^(${names})(,(${names}))*$`),
      `must be one ${what}, or several with commas between: ${one.options.join(", ")}`,
    )
    .meta({ description: `One ${what}, or several with commas between` })
    .transform((text) => text.split(","))
    .pipe(z.array(one).min(1));
};
