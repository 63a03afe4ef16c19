import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * True if the text may mean another number than the one that libphonenumber reads. The library ignores everything between digits, so it
 * joins two numbers, the two parts of a decimal, or a number and a word. `text` is `spelled` with digits instead of letters.
 */
export const isUnclear = (
  { spelled, text }: { spelled: string; text: string },
  { ext = "" }: PhoneNumber,
  country: CountryCode | undefined,
): boolean =>
  // No extension is as long as a number.
  /\d{7}/.test(ext) ||
  isDecimal(spelled) ||
  (text !== spelled && isNumberAndWord(spelled, country)) ||
  isHalved(spelled) ||
  areTwo(spelled, country);

/** A quantity as spreadsheets write it. A phone number has no single point after seven or more digits. */
const isDecimal = (text: string): boolean => /^\+?\d{7,}\.\d+$/.test(text);

/** "0812345678 home": letters stand for digits only if the text before them is not a valid number. */
const isNumberAndWord = (spelled: string, country: CountryCode | undefined): boolean =>
  isValid(spelled.slice(0, spelled.search(/[A-Za-z]/)), country);

/**
 * "040 1234567/68" and "040 12345/12346" are two numbers. Within one number, a slash comes after an area code or between short groups. It
 * never comes after as many digits as a number has, nor before two or three digits that replace the last ones.
 */
const isHalved = (text: string): boolean => {
  const at = text.lastIndexOf("/");
  if (at === -1) return false;
  if (text.indexOf("/") !== at) return /\d{5}[^\d/]*$/.test(text.slice(0, at));
  const before = text.slice(0, at).replace(/\D/g, "");
  const isInternational = text.startsWith("+") || before.startsWith("00");
  const maximum = isInternational ? 9 : 6;
  return before.replace(/^0+/, "").length > maximum || (before.length >= 7 && countOf(text.slice(at)) <= 3);
};

/** Two complete numbers have at least this many digits, and one number almost never. */
const digitsOfTwo = 14;

/** "0812345678 0812345679": each part is a valid number. */
const areTwo = (text: string, country: CountryCode | undefined): boolean =>
  countOf(text) >= digitsOfTwo &&
  [...text.matchAll(/[^\d+()]+/g)].some(
    ({ 0: gap, index }) => isValid(text.slice(0, index), country) && isValid(text.slice(index + gap.length), country),
  );

const countOf = (text: string): number => text.replace(/\D/g, "").length;

const isValid = (text: string, defaultCountry: CountryCode | undefined): boolean =>
  parsePhoneNumberFromString(text, { defaultCountry, extract: false })?.isValid() === true;
