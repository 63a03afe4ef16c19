import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * Whether a text, though a number can be made of it, may have meant another one: libphonenumber leaves out what stands between digits,
 * so it runs together two numbers, the two halves of a fraction, or a number and a word. `text` has digits for the letters of `spelled`.
 */
export const isUnclear = (
  { spelled, text }: { spelled: string; text: string },
  { ext = "" }: PhoneNumber,
  country: CountryCode | undefined,
): boolean =>
  // Nobody's extension is as long as a number.
  /\d{7}/.test(ext) ||
  isFraction(spelled) ||
  (text !== spelled && isNumberAndWord(spelled, country)) ||
  isHalved(spelled) ||
  areTwo(spelled, country);

/** Of a quantity, as spreadsheets write it: a number has no single point behind seven digits or more. */
const isFraction = (text: string): boolean => /^\+?\d{7,}\.\d+$/.test(text);

/** "0812345678 home": letters are a number's last digits only where it is none without them. */
const isNumberAndWord = (spelled: string, country: CountryCode | undefined): boolean =>
  isValid(spelled.slice(0, spelled.search(/[A-Za-z]/)), country);

/**
 * "040 1234567/68", "040 12345/12346": a slash stands behind an area code or between short groups, never behind as many digits as a number
 * has, nor before two or three that take the place of the last ones.
 */
const isHalved = (text: string): boolean => {
  const at = text.lastIndexOf("/");
  if (at === -1) return false;
  if (text.indexOf("/") !== at) return /\d{5}[^\d/]*$/.test(text.slice(0, at));
  const before = text.slice(0, at).replace(/\D/g, "");
  const isInternational = text.startsWith("+") || before.startsWith("00");
  const most = isInternational ? 9 : 6;
  return before.replace(/^0+/, "").length > most || (before.length >= 7 && countOf(text.slice(at)) <= 3);
};

/** Written out in full, two numbers have so many digits, and one hardly ever. */
const digitsOfTwo = 14;

/** "0812345678 0812345679": each is a number by itself. */
const areTwo = (text: string, country: CountryCode | undefined): boolean =>
  countOf(text) >= digitsOfTwo &&
  [...text.matchAll(/[^\d+()]+/g)].some(
    ({ 0: gap, index }) => isValid(text.slice(0, index), country) && isValid(text.slice(index + gap.length), country),
  );

const countOf = (text: string): number => text.replace(/\D/g, "").length;

const isValid = (text: string, defaultCountry: CountryCode | undefined): boolean =>
  parsePhoneNumberFromString(text, { defaultCountry, extract: false })?.isValid() === true;
