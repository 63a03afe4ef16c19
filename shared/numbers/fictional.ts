/**
 * Numbers that regulators reserve for films and examples: Ofcom (numbers for drama use) and Arcep. The list has only those that
 * libphonenumber takes for unassigned. Others, such as +1 … 555-0100 to 0199 and +61 491 570 006 of ACMA, are valid in their numbering
 * plans.
 */
const ranges: readonly { country: string; pattern: RegExp }[] = [
  {
    country: "GB",
    pattern: new RegExp(
      `^\\+44(?:${[
        // Leeds to Reading, Birmingham, Edinburgh, Glasgow, Liverpool and Manchester.
        "11[3-8]4960\\d{3}",
        "1[2-6]14960\\d{3}",
        // Tyneside, London, Cardiff, Northern Ireland, and numbers without an area.
        "1914980\\d{3}",
        "2079460\\d{3}",
        "2920180\\d{3}",
        "2896496\\d{3}",
        "1632960\\d{3}",
        // Mobile, freephone, premium-rate and UK-wide.
        "7700900\\d{3}",
        "8081570\\d{3}",
        "9098790\\d{3}",
        "3069990\\d{3}",
      ].join("|")})$`,
    ),
  },
  { country: "FR", pattern: /^\+33(?:19900|26191|35301|46571|53649|63998)\d{4}$/ },
];

/** The country of a fictional number, or null for any other number. */
export const fictionalCountry = (number: string): string | null =>
  ranges.find(({ pattern }) => pattern.test(number))?.country ?? null;
