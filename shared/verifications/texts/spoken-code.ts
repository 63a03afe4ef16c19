import { fittingLocale } from "../../text/fitting-locale.ts";
import { fallbackLocale } from "./code-texts.ts";

interface SpokenText {
  greeting: (brand: string | null) => string;
  again: string;
}

const spokenTexts: Readonly<Record<string, SpokenText>> = {
  en: { greeting: (brand) => `Hello. Your ${brand === null ? "" : `${brand} `}code is:`, again: "Once more:" },
  es: { greeting: (brand) => `Hola. Su código${brand === null ? "" : ` de ${brand}`} es:`, again: "Otra vez:" },
  fr: { greeting: (brand) => `Bonjour. Votre code${brand === null ? "" : ` ${brand}`} est :`, again: "Je répète :" },
  de: {
    greeting: (brand) => `Guten Tag. Ihr Code${brand === null ? "" : ` von ${brand}`} lautet:`,
    again: "Noch einmal:",
  },
  pt: { greeting: (brand) => `Olá. O seu código${brand === null ? "" : ` ${brand}`} é:`, again: "Mais uma vez:" },
};

/** The voices that every Twilio account has, by the languages we speak: https://www.twilio.com/docs/voice/twiml/say#attributes-language */
const voices: Readonly<Record<string, string>> = {
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

const times = 3;
/** Digits said in one breath. */
const groupLength = 3;

/** TwiML that says a code digit by digit, with pauses to write it down, three times; at most 4,000 characters. */
export const spokenCode = (locale: string, { code, brand }: { code: string; brand: string | null }): string => {
  const known = fittingLocale(spokenTexts, locale, fallbackLocale) ?? fallbackLocale;
  const text = spokenTexts[known];
  const language = voices[fittingLocale(voices, locale, fallbackLocale) ?? fallbackLocale];
  if (!text || !language) throw new Error(`There is no voice for ${known}`);
  const say = (words: string) => `<Say language="${language}">${escaped(words)}</Say>`;
  const digits = groupsOf(code)
    .map((group) => say([...group].join(", ")))
    .join(pause);
  const rounds = Array.from({ length: times }, (_, at) => say(at === 0 ? text.greeting(brand) : text.again) + digits);
  return `<Response>${pause}${rounds.join(pause)}</Response>`;
};

const pause = '<Pause length="1"/>';

/** 1234567 is said as 123, 4567: nobody is left with a single last digit. */
const groupsOf = (code: string): string[] => {
  const count = Math.max(1, Math.floor(code.length / groupLength));
  return Array.from({ length: count }, (_, at) =>
    code.slice(at * groupLength, at === count - 1 ? undefined : (at + 1) * groupLength),
  );
};

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** A brand's name is the tenant's own text: it must not speak TwiML. What XML cannot hold at all is left out. */
const escaped = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "")
    .replace(/[&<>"']/g, (one) => entities[one] ?? one);
