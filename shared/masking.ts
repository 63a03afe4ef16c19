/** Digits, with what people write between them. */
const longNumbers = /\+?\d(?:[\s().-]*\d){8,}/g;

/** A text in which nobody's number can be read: of nine digits or more in a row the middle ones are left out. */
export const maskNumbersIn = (text: string): string =>
  text.replace(longNumbers, (found) => maskNumber(found.replaceAll(/[^+\d]/g, "")));

/** `+14155551234` → `+1415•••1234`: enough to recognise a number, too little to call it. */
export const maskNumber = (number: string): string =>
  number.length <= 9 ? `${number.slice(0, 3)}•••` : `${number.slice(0, 5)}•••${number.slice(-4)}`;
