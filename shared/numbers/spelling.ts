import { channels } from "../api/channels.ts";
import { asciiDigits } from "../kernel/characters.ts";

/**
 * Writes a number in the form that the parser expects. Removes invisible marks (contacts copied from a phone have direction marks around
 * them, U+202A … U+202C), the text marks of spreadsheets, the scheme of a link (RFC 3966) and the prefix of a channel
 * (`whatsapp:`). Replaces digits of other scripts. The prefix does not choose the channel here; a request has its own field for that.
 */
export const tidied = (typed: string): string => {
  const visible = asciiDigits(typed.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")).replace(/\p{Zs}/gu, " ");
  return withPlainExtension(withPlainPlus(withoutScheme(unwrapped(visible.trim()))))
    .replace(/[\s,;:.]+$/, "")
    .replace(float, "$1");
};

/** Matches `628123456789.0`, which a spreadsheet or a data frame makes if it takes the number for a quantity. */
const float = /^(\+?\d{7,15})[.,]0+$/;

/** Removes the marks of Excel (`="+1…"`, `'+1…`), of an address (`<+1…>`) and of a quoted cell. */
const unwrapped = (text: string): string => {
  const inner = /^(?:="([^"]*)"|"([^"]*)"|“([^”]*)”|<([^<>]*)>|[[{【]([^[\]{}【】]*)[\]}】]|['’](.*?)['’]?)$/
    .exec(text)
    ?.slice(1)
    .find((one) => one !== undefined);
  return (inner ?? text).trim();
};

const ofChannel = new RegExp(`^(?:${channels.join("|")}):(?=[+＋])`, "i");

/**
 * Returns the number of a link, with the country code from its context (RFC 3966, 5.1.5; RFC 5724). A local number without a context is
 * national, because the request or the tenant has a country. The parser can read contexts, but reads every second one wrongly
 * (libphonenumber-js 1.13.16).
 */
const withoutScheme = (text: string): string => {
  const link = /^(?:tel|sms):\s*(?=[+＋(\d])/i.exec(text)?.[0];
  if (link === undefined) return text.replace(ofChannel, "");
  const context = /;phone-context=(\+[\d.()-]*\d[\d.()-]*|[A-Za-z\d][A-Za-z\d.-]*)(?=;|$)/i.exec(text);
  const [whole = "", code = ""] = context ?? [];
  const local = text.slice(link.length).replace(whole, "");
  return code.startsWith("+") && !/^[+＋]/.test(local) ? `${code} ${local}` : local;
};

/** Replaces variants of the plus, and removes one pair of brackets around the country code: `(+34) 612 …`, `[+34] …`. */
const withPlainPlus = (text: string): string =>
  text
    .replace(/^(\p{Ps}?\s*)[+＋﹢⁺₊]+/u, "$1+")
    .replace(/^\p{Ps}\s*\+([^\p{Ps}\p{Pe}]*)\p{Pe}/u, "+$1 ")
    // No country code begins with a zero, so 00 is the international prefix and the plus is superfluous.
    .replace(/^\+\s*00\s*(?=[1-9])/, "+");

/** Removes the brackets around an extension, as in `(ext 5)`. */
const withPlainExtension = (text: string): string =>
  text.replace(/\s*\p{Ps}\s*((?:extension|extensión|extn?|anexo|доб|int|x|#)\s*[.:]?\s*\d{1,6})\s*\p{Pe}$/iu, " $1");

const keypad = ["ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
const digits = new Map(keypad.flatMap((letters, index) => [...letters].map((letter) => [letter, String(index + 2)])));

/** Each character can match only one part of the expression, so a long text takes linear time. */
const vanity = /^(?:[\s().\-/]*\d){3}[\s().\-/A-Za-z\d]*$/;

/**
 * Replaces letters by the digits of a keypad (ITU-T E.161): "1-800-FLOWERS" → "1-800-3569377". As in Google's libphonenumber, the text must
 * have three digits before the letters and at least three letters. Other texts with letters, such as an extension, stay unchanged.
 */
export const digitsForLetters = (text: string): string => {
  const isVanity = vanity.test(text.replace(/^[+(]+/, "")) && text.replace(/[^A-Za-z]/g, "").length >= 3;
  if (!isVanity || /\b(?:ext|extn|extension|int|anexo|xtn)\b|\d\s*x\s*\d/i.test(text)) return text;
  return text.replace(/[A-Za-z]/g, (letter) => digits.get(letter.toUpperCase()) ?? letter);
};
