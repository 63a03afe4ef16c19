import { parsePhoneNumberFromString } from "libphonenumber-js/max";

export type Channel = "sms" | "whatsapp" | "call";

type Texts = {
  text: (name: string, code: string) => string;
  warning: string;
  spoken: (name: string, code: string) => string;
};

/** Texts in the style of Twilio's default template. Other languages that Twilio supports use English here. */
const texts: Record<string, Texts> = {
  en: {
    text: (name, code) => `Your ${name} verification code is: ${code}`,
    warning: "Don't share this code with anyone; our employees will never ask for the code.",
    spoken: (name, code) => `Your ${name} verification code is ${code}`,
  },
  es: {
    text: (name, code) => `Tu código de verificación para ${name} es: ${code}`,
    warning: "No compartas este código con nadie; nuestros empleados nunca te lo pedirán.",
    spoken: (name, code) => `Tu código de verificación para ${name} es ${code}`,
  },
  fr: {
    text: (name, code) => `Votre code de vérification ${name} est : ${code}`,
    warning: "Ne partagez ce code avec personne ; nos employés ne vous le demanderont jamais.",
    spoken: (name, code) => `Votre code de vérification ${name} est ${code}`,
  },
  de: {
    text: (name, code) => `Ihr ${name}-Bestätigungscode lautet: ${code}`,
    warning: "Geben Sie diesen Code an niemanden weiter; unsere Mitarbeiter fragen nie danach.",
    spoken: (name, code) => `Ihr ${name}-Bestätigungscode lautet ${code}`,
  },
  pt: {
    text: (name, code) => `O seu código de verificação ${name} é: ${code}`,
    warning: "Não partilhe este código com ninguém; os nossos funcionários nunca o pedirão.",
    spoken: (name, code) => `O seu código de verificação ${name} é ${code}`,
  },
  "pt-BR": {
    text: (name, code) => `Seu código de verificação para ${name} é: ${code}`,
    warning: "Não compartilhe este código com ninguém; nossos funcionários nunca o pedirão.",
    spoken: (name, code) => `Seu código de verificação para ${name} é ${code}`,
  },
};

/** https://www.twilio.com/docs/verify/supported-languages */
const supported = new Set(
  (
    "af ar ca zh zh-CN zh-HK hr cs da nl en en-GB et fi fr de el he hi hu id it ja kn ko lt ms mr nb pl pt-BR pt ro ru " +
    "sk es sv tl te th tr uk vi"
  ).split(" "),
);

const localesByCountry: Record<string, string> = {
  AR: "es",
  AT: "de",
  BR: "pt-BR",
  CH: "de",
  CL: "es",
  CO: "es",
  CR: "es",
  DE: "de",
  ES: "es",
  FR: "fr",
  MX: "es",
  PE: "es",
  PT: "pt",
};

export function isSupportedLocale(locale: string): boolean {
  return supported.has(locale);
}

/** The default language: that of the number's country. */
export function localeOf(to: string): string {
  return localesByCountry[parsePhoneNumberFromString(to)?.country ?? ""] ?? "en";
}

export type CodeWords = { locale: string; name: string; code: string };

/** `appHash` comes last, where Android's SMS Retriever looks for it. */
export function codeText(words: CodeWords, extra: { warning: boolean; appHash: string | null }): string {
  const { text, warning } = textsIn(words.locale);
  const body = text(words.name, words.code);
  return `${body}${extra.warning ? `. ${warning}` : ""}${extra.appHash ? `\n\n${extra.appHash}` : ""}`;
}

/** Separates the digits, so that Twilio speaks them one by one. */
export function codeSpoken(words: CodeWords): string {
  return textsIn(words.locale).spoken(words.name, [...words.code].join(", "));
}

function textsIn(locale: string): Texts {
  const english = texts.en as Texts;
  return texts[locale] ?? texts[locale.split("-")[0] ?? ""] ?? english;
}
