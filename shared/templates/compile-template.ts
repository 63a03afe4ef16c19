import * as rules from "../api/rules.ts";
import { type Problem, unfit } from "../kernel/errors.ts";
import { ownValue } from "../kernel/foreign-names.ts";

export type TemplateValues = Readonly<Record<string, string>>;

export interface CompiledTemplate {
  /** Each name once, in the order of the text. */
  variables: readonly string[];
  /** The text with every value inserted as it is: one that itself holds `{{x}}` stays so. Without a value a variable is empty. */
  fill: (values: TemplateValues) => string;
}

/**
 * `{{name}}`, blanks inside the braces allowed, is a variable; `{{{{` stands for two braces; everything else is itself. Braces that
 * open neither are a slip of whoever wrote the text (`{{first name}}`, `{{#if}}`) and are refused while that person is looking. A name
 * may begin with a digit: Twilio's Content templates number their variables, `{{1}}`.
 */
const token = /\{\{\{\{|\{\{[ \t]*([A-Za-z0-9][A-Za-z0-9_]{0,63})[ \t]*\}\}|\{\{(?!\{)/g;

type Part = string | { variable: string };

/** Reads a template's text once, to be filled as often as wanted. Throws invalid_request, naming `path`. */
export const compileTemplate = (text: string, path = "body"): CompiledTemplate => {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [whole, variable] = match;
    parts.push(text.slice(end, match.index));
    if (variable !== undefined) parts.push({ variable });
    else if (whole === "{{{{") parts.push("{{");
    else throw unreadable(path, match.index);
    end = match.index + whole.length;
  }
  parts.push(text.slice(end));
  return { variables: variablesOf(parts), fill: (values) => filled(parts, values) };
};

const variablesOf = (parts: readonly Part[]): string[] => [
  ...new Set(parts.flatMap((part) => (typeof part === "string" ? [] : [part.variable]))),
];

const filled = (parts: readonly Part[], values: TemplateValues): string => {
  let text = "";
  for (const part of parts) text += typeof part === "string" ? part : (ownValue(values, part.variable) ?? "");
  return text;
};

const unreadable = (path: string, at: number): Problem =>
  unfit(path, `${rules.readableBraces.says}, at character ${at + 1}: write {{name}}, or {{{{ for two braces`);
