/** Text that no store and no provider can carry: NUL, and halves of surrogate pairs. JSON's escapes can write both. */
export const isUnfitText = (text: string): boolean => text.includes("\0") || !text.isWellFormed();

/** What decoders put in the place of bytes that are not UTF-8. Whether the sender wrote it, nobody can tell any more. */
export const holdsReplacement = (text: string): boolean => text.includes("\uFFFD");

/** The name that reaches an object's prototype instead of a member: no table and no store keeps it. */
export const prototypeName = "__proto__";

/** A cut may go through an emoji, and no store takes the half of one: it becomes U+FFFD. */
export const beginningOf = (text: string, length: number): string => text.slice(0, length).toWellFormed();

/**
 * White space and what no font draws: zero width characters, byte order marks, fillers, the braille blank. A provider takes and charges for a
 * text of nothing else.
 */
const unseen = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\u2800\ufff9-\ufffb\u{1d159}]*$/u;

export const isUnseenText = (text: string): boolean => unseen.test(text);

const isDigit = (codePoint: number): boolean => /\p{Nd}/u.test(String.fromCodePoint(codePoint));

/** Unicode's decimal digits come in runs from nought to nine, so a digit's place in its run is its value. */
const decimalOf = (digit: string): string => {
  const codePoint = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (isDigit(codePoint - value - 1)) value += 1;
  // Two runs may lie side by side, as Myanmar's do.
  return String(value % 10);
};

/** Decimal digits of every script as ASCII. Superscripts, fractions and the like are no decimal digits and stay as they are. */
export const asciiDigits = (text: string): string => text.replace(/[^\P{Nd}0-9]/gu, decimalOf);
