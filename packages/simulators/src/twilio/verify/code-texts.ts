import { parsePhoneNumberFromString } from "libphonenumber-js/max";

export type Channel = "sms" | "whatsapp" | "call";

type Words = {
  text: (name: string, code: string) => string;
  warning: string;
  spoken: (name: string, code: string) => string;
};

/** What a phone is told, in the manner of Twilio's default template; other languages that Twilio knows read English here. */
const words: Record<string, Words> = {
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

/** The language of a number's country, where Twilio was not told another. */
export function localeOf(to: string): string {
  return localesByCountry[parsePhoneNumberFromString(to)?.country ?? ""] ?? "en";
}

export type CodeWords = { locale: string; name: string; code: string };

/** `appHash` goes last, where Android's SMS Retriever looks for it. */
export function codeText(told: CodeWords, extra: { warning: boolean; appHash: string | null }): string {
  const { text, warning } = wordsIn(told.locale);
  const body = text(told.name, told.code);
  return `${body}${extra.warning ? `. ${warning}` : ""}${extra.appHash ? `\n\n${extra.appHash}` : ""}`;
}

/** The digits one by one, so that they are spoken as digits. */
export function codeSpoken(told: CodeWords): string {
  return wordsIn(told.locale).spoken(told.name, [...told.code].join(", "));
}

function wordsIn(locale: string): Words {
  const english = words.en as Words;
  return words[locale] ?? words[locale.split("-")[0] ?? ""] ?? english;
}
