/**
 * The most characters that are read. Keywords are short, and so are sentences in which a person asks to get no more messages, but the body
 * of a webhook can be longer than any message.
 */
const maximumRead = 1_000;

/** Characters without a shape: formatting marks such as the zero-width space, and the Hangul fillers, which count as letters. */
const invisible = /[\p{Cf}\u115F\u1160\u3164]/gu;
/** Accents of Latin, Greek and Cyrillic, and vowel points of Arabic and Hebrew. The vowel marks of other scripts are not in this list. */
const accents = /[\u0300-\u036F]|[\u0591-\u05C7]|\u0640|[\u064B-\u065F]|\u0670|[\uFE00-\uFE0F]/gu;
const apostrophes = /['’‘ʼ`]/gu;
/** In Unicode a stroke is part of its letter and not a mark, so NFD does not separate it. */
const strokes: Readonly<Record<string, string>> = { Đ: "D", Ø: "O", Ł: "L" };

/**
 * Writes a text in one form that does not depend on phone, keyboard or mail gateway: in upper case and half width, without accents and
 * invisible marks. Apostrophes are removed, as in DONT.
 */
const spelled = (text: string): string =>
  text
    .slice(0, maximumRead)
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(apostrophes, "")
    .normalize("NFD")
    .replace(accents, "")
    .normalize("NFC")
    .toUpperCase()
    .replace(/[ĐØŁ]/gu, (letter) => strokes[letter] ?? letter);

/** Returns the words of a text. Quotes, punctuation and pictures only separate words. */
export const wordsOf = (text: string): string[] => spelled(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];

/** Writes one word or several in a form that can be compared: `Opt-out`, `OPT OUT` and `optout` are equal. */
export const comparedWord = (text: string): string => wordsOf(text).join("");
