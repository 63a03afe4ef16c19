/** `+14155551234` → `+1415•••1234`: enough to recognise a number, too little to call it. */
export const maskNumber = (number: string): string =>
  number.length <= 9 ? `${number.slice(0, 3)}•••` : `${number.slice(0, 5)}•••${number.slice(-4)}`;
