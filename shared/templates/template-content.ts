import { maximumLocales } from "../api/operations/templates.ts";
import * as rules from "../api/rules.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { broken } from "../kernel/errors.ts";
import { compileTemplate } from "./compile-template.ts";
import type { TemplateContent } from "./template.ts";

/** What a template sends, with the names it uses. Throws invalid_request for a text that cannot be read, and without a default. */
export const templateContent = ({
  bodies,
  contentSids,
  defaultLocale,
}: Omit<TemplateContent, "variables">): TemplateContent => {
  if (Object.keys(bodies).length === 0) throw broken(rules.someBody);
  if (Object.keys(bodies).length > maximumLocales) throw broken(rules.fewBodies);
  if (Object.keys(contentSids).length > maximumLocales) throw broken(rules.fewContentSids);
  if (!Object.hasOwn(bodies, defaultLocale)) throw broken(rules.defaultBody);
  const unseen = Object.keys(bodies).find((locale) => isUnseenText(bodies[locale] ?? ""));
  if (unseen !== undefined) throw broken(rules.visibleBodies, { at: unseen });
  const variables = Object.entries(bodies).flatMap(
    ([locale, text]) => compileTemplate(text, `bodies.${locale}`).variables,
  );
  return { bodies, contentSids, defaultLocale, variables: [...new Set(variables)] };
};

/** RFC 7396 on one object of strings: null takes a member away. */
export const mergedTexts = (
  current: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string | null>> = {},
): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...current, ...patch }).flatMap(([locale, text]) => (text === null ? [] : [[locale, text]])),
  );
