/** The block of 10,000 neighbouring numbers that a number belongs to: pumpers rent such blocks. Not a person's number. */
export const prefixOf = (number: string): string => number.slice(0, -4);
