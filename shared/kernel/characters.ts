/** True if the text has a NUL or half of a surrogate pair. JSON escapes can write both, and no store and no provider can carry them. */
export const isUnfitText = (text: string): boolean => text.includes("\0") || !text.isWellFormed();

/**
 * True if the text has U+FFFD, which decoders write for bytes that are not UTF-8. Nobody can tell any more whether the sender wrote that
 * character.
 */
export const hasReplacementCharacter = (text: string): boolean => text.includes("\uFFFD");

/** This member name sets an object's prototype instead of a member, so no table and no store can keep it. */
export const prototypeName = "__proto__";

/** The first `length` UTF-16 units. If the cut splits an emoji, its half becomes U+FFFD, because no store takes half a pair. */
export const beginningOf = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/**
 * Matches a text of white space and characters that no font draws: zero width characters, byte order marks, fillers, the braille blank. A
 * provider accepts such a text and charges for it.
 */
const unseen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb\u{1d159}]*$/u;

export const isUnseenText = (text: string): boolean => unseen.test(text);

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** Unicode orders the decimal digits of each script in a run from 0 to 9, so the position of a digit in its run is its value. */
const decimalOf = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (isDigit(codePoint - value - 1)) value += 1;
  // Two runs can be adjacent, as in Myanmar, so the count may go beyond 9.
  return String(value % 10);
};

/** Replaces the decimal digits of every script by ASCII. Superscripts and fractions are not decimal digits and stay unchanged. */
export const asciiDigits = (text: string): string => text.replace(/[^\P{Nd}0-9]/gu, decimalOf);
