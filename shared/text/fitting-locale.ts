/**
 * The locale to take of those there are: the wanted one, else shortened from its end (zh-Hant-TW → zh-Hant → zh; RFC 4647's lookup),
 * else the default. Null: not even that is there.
 */
export const fittingLocale = (
  available: Readonly<Record<string, unknown>>,
  wanted: string | null | undefined,
  defaultLocale: string,
): string | null => {
  for (let locale = wanted ?? ""; locale !== ""; locale = locale.slice(0, Math.max(0, locale.lastIndexOf("-"))))
    if (Object.hasOwn(available, locale)) return locale;
  return Object.hasOwn(available, defaultLocale) ? defaultLocale : null;
};
