/** What a text says, most needful first: what does not fit is left out from the end. */
export interface CodeText {
  code: (code: string) => string;
  lifetime: (lifetime: string) => string;
  warning: string;
}

/**
 * The words are chosen so that each text is in the alphabet of GSM 03.38, where one SMS holds 160 characters and not 70: Spanish and
 * Portuguese do without "código", whose ó it lacks.
 */
export const codeTexts: Readonly<Record<string, CodeText>> = {
  en: {
    code: (code) => `${code} is your code.`,
    lifetime: (lifetime) => `It expires in ${lifetime}.`,
    warning: "Never share it.",
  },
  es: {
    code: (code) => `${code} es tu clave temporal.`,
    lifetime: (lifetime) => `Vence en ${lifetime}.`,
    warning: "No la compartas con nadie.",
  },
  fr: {
    code: (code) => `${code} est votre code.`,
    lifetime: (lifetime) => `Il expire dans ${lifetime}.`,
    warning: "Ne le partagez avec personne.",
  },
  de: {
    code: (code) => `${code} ist Ihr Code.`,
    lifetime: (lifetime) => `Er gilt ${lifetime}.`,
    warning: "Geben Sie ihn nicht weiter.",
  },
  pt: {
    code: (code) => `use ${code} para continuar.`,
    lifetime: (lifetime) => `Expira em ${lifetime}.`,
    warning: "Nunca mostre isto a ninguém.",
  },
};

export const fallbackLocale = "en";

/** `10 minutes` in the locale's words and plural; seconds where it is no whole number of minutes. */
export const lifetimeWords = (seconds: number, locale: string): string => {
  const isWhole = seconds % 60 === 0;
  const words = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isWhole ? "minute" : "second",
    unitDisplay: "long",
    useGrouping: false,
    numberingSystem: "latn",
  });
  // Some locales put a space between that does not break, and is not in GSM 03.38.
  return words.format(isWhole ? seconds / 60 : seconds).replace(/\s/gu, " ");
};
