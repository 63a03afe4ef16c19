import * as z from "zod";

/** The countries and territories that libphonenumber supports, grouped by the first letter of their code. */
const secondLetters: Readonly<Record<string, string>> = {
  A: "CDEFGILMORSTUWXZ",
  B: "ABDEFGHIJLMNOQRSTWYZ",
  C: "ACDFGHIKLMNORUVWXYZ",
  D: "EJKMOZ",
  E: "CEGHRST",
  F: "IJKMOR",
  G: "ABDEFGHILMNPQRTUWY",
  H: "KNRTU",
  I: "DELMNOQRST",
  J: "EMOP",
  K: "EGHIMNPRWYZ",
  L: "ABCIKRSTUVY",
  M: "ACDEFGHKLMNOPQRSTUVWXYZ",
  N: "ACEFGILOPRUZ",
  O: "M",
  P: "AEFGHKLMRSTWY",
  Q: "A",
  R: "EOSUW",
  S: "ABCDEGHIJKLMNORSTVXYZ",
  T: "ACDGHJKLMNORTVWZ",
  U: "AGSYZ",
  V: "ACEGINU",
  W: "FS",
  X: "K",
  Y: "ET",
  Z: "AMW",
};

export const countries: readonly string[] = Object.entries(secondLetters).flatMap(([first, seconds]) =>
  [...seconds].map((second) => `${first}${second}`),
);

/** Matches either case, because JSON Schema's patterns have no case-insensitive flag. */
const inAnyCase = (letters: string): string => `[${letters}${letters.toLowerCase()}]`;

const pattern = Object.entries(secondLetters).map(([first, seconds]) => `${inAnyCase(first)}${inAnyCase(seconds)}`);

export const Country = z
  .string()
  .regex(new RegExp(`^(?:${pattern.join("|")})$`), {
    error: "must be the ISO 3166-1 alpha-2 code of a country that has phone numbers, such as US",
    abort: true,
  })
  .overwrite((code) => code.toUpperCase())
  .meta({
    id: "Country",
    description: "ISO 3166-1 alpha-2 code, in any case, of a country or territory that has phone numbers",
    examples: ["US"],
  });
