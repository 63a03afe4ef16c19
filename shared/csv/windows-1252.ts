/** 0x80 to 0x9F; what the code page leaves open is U+FFFD. The rest is Latin-1. (Node's own decoder reads these wrongly in some releases.) */
const upper = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ";

/** Windows-1252, byte for byte in Latin-1, as text. */
export const fromWindows1252 = (bytes: string): string =>
  bytes.replace(/[\x80-\x9f]/g, (byte) => upper[byte.charCodeAt(0) - 0x80] ?? "\uFFFD");

/**
 * Any byte may be a character of any code page, so a text is Windows-1252 for certain only where all of it is written as no other code page
 * would have it. `shared` are letters that the Windows code pages of Western and of Central Europe write alike. The other letters of Western
 * languages stand for other ones there (ñ is the ń of Polish, ø the ř of Czech): they count where only a Western language has them, such as
 * ñ before a vowel. Two letters beyond ASCII in a row are the sign of a script that has no others.
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
/** Signs stand beside a word, never within one; an apostrophe follows a single letter or comes before an s. */
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

/** Whether what is beyond ASCII in a line can be nothing but Windows-1252 (or Latin-1, which is its part). */
export const isCertainlyWestern = (text: string): boolean =>
  !/[^\0-\x7f]/.test(text.replace(certainSign, "'").replace(certain, "e"));
