import * as z from "zod";
import { Id, Name } from "../common.ts";
import * as rules from "../rules.ts";
import { sentText, text } from "../text.ts";
import { decimal } from "./decimal.ts";
import { sized, withEither } from "./entries.ts";
import { LocaleInput } from "./locale.ts";

export const maximumVariables = 100;
export const maximumVariableLength = 1600;
/** The maximum length of all values together, in UTF-16 units. Each message stores them, and a DynamoDB item holds 400 kB. */
export const maximumVariablesLength = 32_000;

export const lengthOfVariables = (variables: Readonly<Record<string, string>>): number =>
  Object.values(variables).reduce((sum, value) => sum + value.length, 0);

/** Amounts and ids from other systems: an integer, or a number with up to nine integer digits and six decimals. */
const NumberVariable = z
  .union([z.int(), decimal(-999_999_999, 999_999_999, 0.000_001)])
  .refine((value) => textOfVariable(value) !== null, rules.exactVariable.says);

/** A variable's value in a request. It becomes text. */
export const TemplateVariable = z
  .union([sentText(maximumVariableLength), NumberVariable, z.boolean()])
  .transform((value) => textOfVariable(value) ?? "");

/** The variables of a template. The hub ignores names that the template does not use, so one list can serve several templates. */
export const TemplateVariables = sized(z.record(text(64).min(1), TemplateVariable), {
  most: maximumVariables,
}).refine(
  (entries) => lengthOfVariables(entries) <= maximumVariablesLength,
  `${rules.variablesLength.says}: at most ${maximumVariablesLength}`,
);

/** Selects one of the tenant's templates by its id or its name. */
export const ChosenTemplate = withEither(
  z.strictObject({
    id: Id.optional(),
    name: Name.optional().meta({ description: "Instead of the id; in any case" }),
    variables: TemplateVariables.default({}).meta({
      description: "Numbers and truth values are written as JSON writes them",
    }),
    locale: LocaleInput.optional(),
  }),
  "id",
  "name",
);

/** With more digits, parsing JSON can change a decimal number, and nobody can detect that afterwards. */
const maximumDigits = 15;

/**
 * The text of a variable's value. Numbers and booleans become text as in JSON. Null: the value has another type, or it is a number that
 * parsing can have changed (-0, 1e21, a decimal number with seventeen digits).
 */
export const textOfVariable = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || Object.is(value, -0)) return null;
  const text = String(value);
  if (Number.isSafeInteger(value)) return text;
  return /^-?\d+\.\d+$/.test(text) && text.replace(/\D/g, "").length <= maximumDigits ? text : null;
};
