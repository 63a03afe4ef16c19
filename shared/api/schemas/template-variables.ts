import * as z from "zod";
import { Id, Name } from "../common.ts";
import * as rules from "../rules.ts";
import { sentText, text } from "../text.ts";
import { decimal } from "./decimal.ts";
import { sized, withEither } from "./entries.ts";
import { LocaleInput } from "./locale.ts";

export const maximumVariables = 100;
export const maximumVariableLength = 1600;
/** Of all values together, in UTF-16 units: they are kept with every message, and an item of DynamoDB holds 400 kB. */
export const maximumVariablesLength = 32_000;

export const lengthOfVariables = (variables: Readonly<Record<string, string>>): number =>
  Object.values(variables).reduce((sum, value) => sum + value.length, 0);

/** Amounts and ids as other systems write them: up to nine digits with six decimals, or a whole number. */
const NumberVariable = z
  .union([z.int(), decimal(-999_999_999, 999_999_999, 0.000_001)])
  .refine((value) => textOfVariable(value) !== null, rules.exactVariable.says);

/** A value as a request may write it; it becomes text. */
export const TemplateVariable = z
  .union([sentText(maximumVariableLength), NumberVariable, z.boolean()])
  .transform((value) => textOfVariable(value) ?? "");

/** What fills a template: names it does not use are ignored, so that one list may serve several templates. */
export const TemplateVariables = sized(z.record(text(64).min(1), TemplateVariable), {
  most: maximumVariables,
}).refine(
  (entries) => lengthOfVariables(entries) <= maximumVariablesLength,
  `${rules.variablesLength.says}: at most ${maximumVariablesLength}`,
);

/** A template of one's own, by its id or its name. */
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

/** Beyond so many digits a number of JSON may be another one than was written, and nobody can tell any more. */
const maximumDigits = 15;

/**
 * The text of a variable's value: a number and a truth value as JSON writes them. Null: it is neither, or a number that is not certainly
 * kept as it was written (-0, 1e21, seventeen digits).
 */
export const textOfVariable = (value: unknown): string | null => {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number" || Object.is(value, -0)) return null;
  const text = String(value);
  if (Number.isSafeInteger(value)) return text;
  return /^-?\d+\.\d+$/.test(text) && text.replace(/\D/g, "").length <= maximumDigits ? text : null;
};
