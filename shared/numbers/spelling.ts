import { channels } from "../api/channels.ts";
import { asciiDigits } from "../kernel/characters.ts";

/**
 * A number as the parser expects it, without what surrounds it: marks that show nothing (contacts copied from a phone come wrapped in
 * direction marks, U+202A … U+202C), digits of other scripts, a spreadsheet's marks of text, a link (RFC 3966) or Twilio's address on
 * a channel (`whatsapp:+1…`), whose prefix says nothing of the channel: that is a request's own field.
 */
export const tidied = (typed: string): string => {
  const visible = asciiDigits(typed.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, "")).replace(/\p{Zs}/gu, " ");
  return withPlainExtension(withPlainPlus(withoutScheme(unwrapped(visible.trim()))))
    .replace(/[\s,;:.]+$/, "")
    .replace(float, "$1");
};

/** `628123456789.0`: a spreadsheet or a data frame took the number for a quantity. */
const float = /^(\+?\d{7,15})[.,]0+$/;

/** Of Excel (`="+1…"`, `'+1…`), of an address (`<+1…>`) and of a quoted cell. */
const unwrapped = (text: string): string => {
  const inner = /^(?:="([^"]*)"|"([^"]*)"|“([^”]*)”|<([^<>]*)>|[[{【]([^[\]{}【】]*)[\]}】]|['’](.*?)['’]?)$/
    .exec(text)
    ?.slice(1)
    .find((one) => one !== undefined);
  return (inner ?? text).trim();
};

const ofChannel = new RegExp(`^(?:${channels.join("|")}):(?=[+＋])`, "i");

/**
 * A link's number with the country code that its context names (RFC 3966, 5.1.5; RFC 5724); a local number without one is national, for
 * the request or the tenant has a country. The parser reads contexts too, but each second one wrongly (libphonenumber-js 1.13.16).
 */
const withoutScheme = (text: string): string => {
  const link = /^(?:tel|sms):\s*(?=[+＋(\d])/i.exec(text)?.[0];
  if (link === undefined) return text.replace(ofChannel, "");
  const context = /;phone-context=(\+[\d.()-]*\d[\d.()-]*|[A-Za-z\d][A-Za-z\d.-]*)(?=;|$)/i.exec(text);
  const [whole = "", code = ""] = context ?? [];
  const local = text.slice(link.length).replace(whole, "");
  return code.startsWith("+") && !/^[+＋]/.test(local) ? `${code} ${local}` : local;
};

/** Variants of the plus, and one pair of brackets around it and the country code: `(+34) 612 …`, `[+34] …`. */
const withPlainPlus = (text: string): string =>
  text
    .replace(/^(\p{Ps}?\s*)[+＋﹢⁺₊]+/u, "$1+")
    .replace(/^\p{Ps}\s*\+([^\p{Ps}\p{Pe}]*)\p{Pe}/u, "+$1 ")
    // No country code begins with a nought: it is a prefix of international calls, and the plus is one too many.
    .replace(/^\+\s*00\s*(?=[1-9])/, "+");

/** `(ext 5)` without its brackets. */
const withPlainExtension = (text: string): string =>
  text.replace(/\s*\p{Ps}\s*((?:extension|extensión|extn?|anexo|доб|int|x|#)\s*[.:]?\s*\d{1,6})\s*\p{Pe}$/iu, " $1");

const keypad = ["ABC", "DEF", "GHI", "JKL", "MNO", "PQRS", "TUV", "WXYZ"];
const digits = new Map(keypad.flatMap((letters, index) => [...letters].map((letter) => [letter, String(index + 2)])));

/** Each character fits one place alone, so that a long text is judged in linear time. */
const vanity = /^(?:[\s().\-/]*\d){3}[\s().\-/A-Za-z\d]*$/;

/**
 * "1-800-FLOWERS" → "1-800-3569377" by the letters on a keypad (ITU-T E.161). As in Google's libphonenumber it needs three digits
 * before the letters and at least three letters; other text with letters, an extension among them, stays as it is.
 */
export const digitsForLetters = (text: string): string => {
  const isVanity = vanity.test(text.replace(/^[+(]+/, "")) && text.replace(/[^A-Za-z]/g, "").length >= 3;
  if (!isVanity || /\b(?:ext|extn|extension|int|anexo|xtn)\b|\d\s*x\s*\d/i.test(text)) return text;
  return text.replace(/[A-Za-z]/g, (letter) => digits.get(letter.toUpperCase()) ?? letter);
};
