import * as rules from "../api/rules.ts";
import { maximumBodyLength } from "../api/sizes.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { broken, Problem } from "../kernel/errors.ts";
import { fittingLocale } from "../text/fitting-locale.ts";
import { type CompiledTemplate, compileTemplate, type TemplateValues } from "./compile-template.ts";
import type { TemplateView } from "./template.ts";

export type TemplateTexts = Pick<TemplateView, "bodies" | "defaultLocale">;

export interface Rendering {
  /** The reader's; see fittingLocale for what is taken where there is no text in it. */
  locale?: string | null | undefined;
  variables: TemplateValues;
}

export interface Rendered {
  body: string;
  locale: string;
}

/** Control characters of Unicode, but for the newline: a carrier drops them, or shows something else for them. */
const control = /[^\P{Cc}\n]/u;

/**
 * Fills a template many times: each locale's text is read once. Names that the text does not use are ignored. Throws
 * template_variables_missing (with `missing`, the list), and invalid_request for a value or a result that cannot be sent.
 */
export const rendererOf = (texts: TemplateTexts): ((rendering: Rendering) => Rendered) => {
  const textFor = textsOf(texts);
  return ({ locale: wanted, variables }) => {
    const { locale, text } = textFor(wanted);
    requireValues(text.variables, variables);
    const body = text.fill(variables);
    if (body.length > maximumBodyLength)
      throw broken(rules.sendable, {
        more: `the text has ${body.length} UTF-16 units, at most ${maximumBodyLength} fit, and most emoji count as two`,
      });
    if (isUnseenText(body)) throw broken(rules.sendable, { more: "nothing is left of the text" });
    return { body, locale };
  };
};

/** Fills a template once; see rendererOf. */
export const renderBody = (template: TemplateTexts, rendering: Rendering): Rendered => rendererOf(template)(rendering);

/**
 * Checks the variables of a template whose text the provider fills in itself (a Content SID): it would put sample values where ours are
 * missing. Throws as rendererOf does for what is missing or cannot be sent.
 */
export const checkerOf = (texts: TemplateTexts): ((rendering: Rendering) => void) => {
  const textFor = textsOf(texts);
  return ({ locale, variables }) => requireValues(textFor(locale).text.variables, variables);
};

/** Every name that any of a template's texts asks for. */
export const namesIn = ({ bodies }: TemplateTexts): ReadonlySet<string> =>
  new Set(Object.entries(bodies).flatMap(([locale, text]) => compileTemplate(text, `bodies.${locale}`).variables));

/** The names that the text in a locale asks for. */
export const namesFor = (texts: TemplateTexts, locale: Rendering["locale"]): readonly string[] =>
  textsOf(texts)(locale).text.variables;

/** A template's texts by the locale wanted, each of them read once. */
const textsOf = ({ bodies, defaultLocale }: TemplateTexts) => {
  const compiled = new Map<string, CompiledTemplate>();
  return (wanted: Rendering["locale"]) => {
    const locale = fittingLocale(bodies, wanted, defaultLocale) ?? defaultLocale;
    const text = compiled.get(locale) ?? compileTemplate(bodies[locale] ?? "", `bodies.${locale}`);
    compiled.set(locale, text);
    return { locale, text };
  };
};

const requireValues = (names: readonly string[], values: TemplateValues): void => {
  const missing = names.filter((name) => !Object.hasOwn(values, name));
  if (missing.length > 0)
    throw new Problem("template_variables_missing", {
      detail: `There is no value for ${missing.join(", ")}.`,
      errors: missing.map((name) => ({ path: `variables.${name}`, message: "missing" })),
      extensions: { missing },
    });
  const unsendable = names.find((name) => control.test(values[name] ?? ""));
  if (unsendable !== undefined) throw broken(rules.sendable, { at: unsendable, more: "a control character" });
};
