/**
 * Chooses one of the available locales: the requested one, else the requested one shortened from its end (zh-Hant-TW → zh-Hant → zh; the
 * lookup of RFC 4647), else the default. Null: the default is not available either.
 */
export const fittingLocale = (
  available: Readonly<Record<string, unknown>>,
  requested: string | null | undefined,
  defaultLocale: string,
): string | null => {
  for (let locale = requested ?? ""; locale !== ""; locale = locale.slice(0, Math.max(0, locale.lastIndexOf("-"))))
    if (Object.hasOwn(available, locale)) return locale;
  return Object.hasOwn(available, defaultLocale) ? defaultLocale : null;
};
