import {
  lengthOfVariables,
  maximumVariableLength,
  maximumVariables,
  maximumVariablesLength,
} from "../../api/schemas/template-variables.ts";
import { isUnfitText, prototypeName } from "../../kernel/characters.ts";
import type { Recipient } from "../recipients.ts";

const maximumNameLength = 64;

export const isVariableName = (name: string): boolean =>
  name !== "" && name !== prototypeName && name.length <= maximumNameLength && !isUnfitText(name);

/**
 * Why the API would refuse these variables in a request, as the reason for an invalid entry of a list. Null: it would not. If the import
 * accepted such an entry, the recipient's message could never be stored and would be retried for weeks.
 */
export const unfitVariables = (variables: Recipient["variables"]): string | null => {
  const entries = Object.entries(variables);
  if (entries.length > maximumVariables) return "too_many_variables";
  if (lengthOfVariables(variables) > maximumVariablesLength) return "variables_too_long";
  if (!entries.every(([name]) => isVariableName(name))) return "variable_name_unfit";
  const long = entries.find(([, value]) => value.length > maximumVariableLength);
  if (long) return `variable_too_long: ${long[0]}`;
  const garbled = entries.find(([, value]) => isUnfitText(value));
  return garbled ? `variable_not_text: ${garbled[0]}` : null;
};
