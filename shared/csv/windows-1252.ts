/**
 * The characters of the bytes 0x80 to 0x9F. Undefined ones are U+FFFD. All other bytes are as in Latin-1. (Some releases of Node decode
 * these bytes wrongly.)
 */
const upper = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ";

/** Decodes Windows-1252. Each character of the input is one byte, as in Latin-1. */
export const fromWindows1252 = (bytes: string): string =>
  bytes.replace(/[\x80-\x9f]/g, (byte) => upper[byte.charCodeAt(0) - 0x80] ?? "\uFFFD");

/**
 * Any byte can be a character of any code page. A text is certainly Windows-1252 only if each letter beyond ASCII is in a place where no
 * other code page would have it. `shared` lists the letters that have the same byte in the Windows code pages of Western and Central
 * Europe. The bytes of the other Western letters mean different letters there (ñ is the Polish ń, ø the Czech ř), so those letters count
 * only in positions of Western languages, such as ñ before a vowel. Two letters beyond ASCII in a row indicate a script that has only such
 * letters.
 */
const shared = "ÁÂÄÇÉËÍÎÓÔÖÚÜßáâäçéëíîóôöúü";
const consonant = "[bcdfghjklmnpqrstvwxz]";
const anyConsonant = "[bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ]";
const western = [
  "[çÇ][ãÃõÕ](?=[eoEO])",
  // Ibáñez, Núñez, Iñárritu
  "[áéíóúÁÉÍÓÚ]?[ñÑ](?=[aeiouáéíóúAEIOUÁÉÍÓÚ])[áéíóúÁÉÍÓÚ]?",
  "[ãÃ](?=[eoEO])",
  "[õÕ](?=[eE])",
  "[åÅàÀ]",
  `è(?=${consonant}{1,2}e|s\\b)`,
  "ê(?=[mt]e|s\\b)",
  `(?<=${anyConsonant})[øæ](?=${consonant})`,
  `Ø(?=${consonant})`,
  "[äöüÄÖÜ]ß",
  `(?<=[aeo])ï(?=${consonant})`,
  `(?<=${consonant})ò(?![a-z])`,
  `[${shared}]`,
];
/** Signs appear next to a word, never within one. An apostrophe appears after a single letter or before an s. */
const signs = [
  "(?<=\\b[A-Za-z])’(?=[A-Za-z])",
  "’(?=s\\b)",
  "(?<![A-Za-z])[“„‘«](?![ ,;\\t])",
  "(?<=[A-Za-z0-9.!?])[”»™®](?![A-Za-z])",
  "(?<![A-Za-z])[€§•–—°\\xa0](?![A-Za-z])",
  "(?<=[A-Za-z])[…\\xa0](?![A-Za-z])",
  "(?<=[0-9 ])[€°ªº](?![A-Za-z])",
  "(?<=\\b[Nn])[°º](?![A-Za-z])",
  "(?<![A-Za-z])£(?=[0-9])",
];
const beyondAscii = "[^\\0-\\x7f]";
const certain = new RegExp(`(?<!${beyondAscii})(?:${western.join("|")})(?!${beyondAscii})`, "gu");
const certainSign = new RegExp(signs.join("|"), "gu");

/** True if the characters of a line beyond ASCII can only be Windows-1252, which includes Latin-1. */
export const isCertainlyWestern = (text: string): boolean =>
  !/[^\0-\x7f]/.test(text.replace(certainSign, "'").replace(certain, "e"));
