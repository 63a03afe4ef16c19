/**
 * More of a text is not looked at: a keyword is short, and so is the sentence in which somebody asks not to be written to. A webhook's
 * body may be longer than any message.
 */
const longestRead = 1_000;

/** Characters without a shape: formatting marks such as the zero-width space, and the Hangul fillers, which count as letters. */
const invisible = /[\p{Cf}\u115F\u1160\u3164]/gu;
/** Accents, of Latin, Greek and Cyrillic; vowel points of Arabic and Hebrew. Other scripts write vowels with marks: those stay. */
const accents = /[\u0300-\u036F]|[\u0591-\u05C7]|\u0640|[\u064B-\u065F]|\u0670|[\uFE00-\uFE0F]/gu;
const apostrophes = /['’‘ʼ`]/gu;
/** Strokes are no marks to Unicode. */
const strokes: Readonly<Record<string, string>> = { Đ: "D", Ø: "O", Ł: "L" };

/**
 * A text without what phones, keyboards and mail gateways add to a word: upper case, full width, accents, invisible marks. An apostrophe
 * joins what it stands between, as in DONT.
 */
const spelled = (text: string): string =>
  text
    .slice(0, longestRead)
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(apostrophes, "")
    .normalize("NFD")
    .replace(accents, "")
    .normalize("NFC")
    .toUpperCase()
    .replace(/[ĐØŁ]/gu, (letter) => strokes[letter] ?? letter);

/** The words of a text; quotes, punctuation and pictures stand between words and count for nothing. */
export const wordsOf = (text: string): string[] => spelled(text).match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [];

/** One word or several as they are compared: `Opt-out`, `OPT OUT` and `optout` are the same. */
export const comparedWord = (text: string): string => wordsOf(text).join("");
