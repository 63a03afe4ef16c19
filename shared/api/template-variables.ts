import * as z from "zod";
import { sized } from "./entries.ts";
import * as rules from "./rules.ts";
import { sentText, text } from "./text.ts";

export const maximumVariables = 100;
export const maximumVariableLength = 1600;
/** Of all values together, in UTF-16 units: they are kept with every message, and an item of DynamoDB holds 400 kB. */
export const maximumVariablesLength = 32_000;

export const lengthOfVariables = (variables: Readonly<Record<string, string>>): number =>
  Object.values(variables).reduce((sum, value) => sum + value.length, 0);

/** What fills a template: names it does not use are ignored, so that one list may serve several templates. */
export const TemplateVariables = sized(z.record(text(64).min(1), sentText(maximumVariableLength)), {
  most: maximumVariables,
}).refine(
  (entries) => lengthOfVariables(entries) <= maximumVariablesLength,
  `${rules.variablesLength.says}: at most ${maximumVariablesLength}`,
);
