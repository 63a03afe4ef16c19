import * as z from "zod";

const subtags = /^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$/;
const subtagsInAnyCase = /^[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_]([A-Za-z]{2}|[0-9]{3}))?$/;
const message = "must be a locale such as es, pt-BR or zh-Hant-TW";

/** The part of BCP 47 that texts need: a language, an optional script and an optional region. */
export const Locale = z
  .string()
  .regex(subtags, message)
  .meta({ id: "Locale", description: "BCP 47: language, script, region", examples: ["pt-BR"] });

/** `PT_br` → `pt-BR`. A part of four letters is a script; a last part of two letters or three digits is a region. */
const canonical = (text: string): string =>
  text
    .split(/[-_]/)
    .map((part, at) => (at === 0 ? part.toLowerCase() : regionOrScript(part)))
    .join("-");

const regionOrScript = (part: string): string =>
  part.length === 4 ? `${part.charAt(0).toUpperCase()}${part.slice(1).toLowerCase()}` : part.toUpperCase();

/** A locale in a request, in any case and with a hyphen or an underscore. It becomes canonical. */
export const LocaleInput = z
  .string()
  .regex(subtagsInAnyCase, { error: message, abort: true })
  .overwrite(canonical)
  .meta({
    id: "LocaleInput",
    description: "BCP 47: language, script, region; any case, `_` for `-`",
    examples: ["pt-BR"],
  });
