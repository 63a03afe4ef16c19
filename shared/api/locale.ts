import * as z from "zod";

const subtags = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/;

/** BCP 47 as far as texts need it: a language, perhaps a script, perhaps a region. */
export const Locale = z
  .string()
  .regex(subtags, "a locale such as es, pt-BR or zh-Hant-TW")
  .meta({ id: "Locale", description: "BCP 47: language, script, region", examples: ["pt-BR"] });

/** `PT_br` → `pt-BR`: four letters are a script, the last two or three a region. */
const canonical = (text: string): string =>
  text
    .split(/[-_]/)
    .map((part, at) => (at === 0 ? part.toLowerCase() : regionOrScript(part)))
    .join("-");

const regionOrScript = (part: string): string =>
  part.length === 4 ? `${part.charAt(0).toUpperCase()}${part.slice(1).toLowerCase()}` : part.toUpperCase();

/** A locale as a request may write it, in any case and with an underscore; becomes canonical. */
export const LocaleInput = z
  .string()
  .max(16)
  .transform(canonical)
  .pipe(z.string().regex(subtags, "a locale such as es, pt-BR or zh-Hant-TW"))
  .meta({ description: "BCP 47; any case, `_` for `-`", examples: ["pt-BR"] });
