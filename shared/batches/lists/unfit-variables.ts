import {
  lengthOfVariables,
  maximumVariableLength,
  maximumVariables,
  maximumVariablesLength,
} from "../../api/template-variables.ts";
import type { Recipient } from "./recipients.ts";

const maximumNameLength = 64;

/** JSON's escapes can write what no store and no provider can carry: NUL, and halves of surrogate pairs. */
const isText = (text: string): boolean => !text.includes("\0") && text.isWellFormed();

export const isVariableName = (name: string): boolean =>
  name !== "" && name.length <= maximumNameLength && isText(name);

/**
 * What a request would be refused for, said of one entry of a list; null: nothing. A recipient whom the import lets through with it would
 * have a message that cannot be written, and be tried again for weeks.
 */
export const unfitVariables = (variables: Recipient["variables"]): string | null => {
  const entries = Object.entries(variables);
  if (entries.length > maximumVariables) return "too_many_variables";
  if (lengthOfVariables(variables) > maximumVariablesLength) return "variables_too_long";
  if (!entries.every(([name]) => isVariableName(name))) return "variable_name_unfit";
  const long = entries.find(([, value]) => value.length > maximumVariableLength);
  if (long) return `variable_too_long: ${long[0]}`;
  const garbled = entries.find(([, value]) => !isText(value));
  return garbled ? `variable_not_text: ${garbled[0]}` : null;
};
