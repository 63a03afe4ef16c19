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
