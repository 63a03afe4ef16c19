/** The sentences of a text, most important first. Those that do not fit are left out from the end. */
export interface CodeText {
  code: (code: string) => string;
  lifetime: (lifetime: string) => string;
  warning: string;
}

/**
 * All texts use only the alphabet of GSM 03.38, with which one SMS holds 160 characters instead of 70. So Spanish and Portuguese avoid
 * "código", because the alphabet lacks ó.
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

interface SpokenText {
  greeting: (brand: string | null) => string;
  again: string;
}

export const spokenTexts: Readonly<Record<string, SpokenText>> = {
  en: { greeting: (brand) => `Hello. Your ${brand === null ? "" : `${brand} `}code is:`, again: "Once more:" },
  es: { greeting: (brand) => `Hola. Su código${brand === null ? "" : ` de ${brand}`} es:`, again: "Otra vez:" },
  fr: { greeting: (brand) => `Bonjour. Votre code${brand === null ? "" : ` ${brand}`} est :`, again: "Je répète :" },
  de: {
    greeting: (brand) => `Guten Tag. Ihr Code${brand === null ? "" : ` von ${brand}`} lautet:`,
    again: "Noch einmal:",
  },
  pt: { greeting: (brand) => `Olá. O seu código${brand === null ? "" : ` ${brand}`} é:`, again: "Mais uma vez:" },
};

/** The voices that every Twilio account has, by language: https://www.twilio.com/docs/voice/twiml/say#attributes-language */
export const voices: Readonly<Record<string, string>> = {
  en: "en-US",
  "en-AU": "en-AU",
  "en-CA": "en-CA",
  "en-GB": "en-GB",
  "en-IN": "en-IN",
  es: "es-MX",
  "es-ES": "es-ES",
  fr: "fr-FR",
  "fr-CA": "fr-CA",
  de: "de-DE",
  pt: "pt-BR",
  "pt-PT": "pt-PT",
};

/** `10 minutes` in the locale's words and plural, or seconds if it is not a whole number of minutes. */
export const lifetimeWords = (seconds: number, locale: string): string => {
  const isWhole = seconds % 60 === 0;
  const words = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isWhole ? "minute" : "second",
    unitDisplay: "long",
    useGrouping: false,
    numberingSystem: "latn",
  });
  // Some locales use a no-break space, which GSM 03.38 lacks.
  return words.format(isWhole ? seconds / 60 : seconds).replace(/\s/gu, " ");
};
