/** `10 minutes` in the locale's words and plural; seconds where it is no whole number of minutes. */
export const lifetimeWords = (seconds: number, locale: string): string => {
  const isWhole = seconds % 60 === 0;
  const words = new Intl.NumberFormat(locale, {
    style: "unit",
    unit: isWhole ? "minute" : "second",
    unitDisplay: "long",
    useGrouping: false,
    numberingSystem: "latn",
  });
  // Some locales put a space between that does not break, and is not in GSM 03.38.
  return words.format(isWhole ? seconds / 60 : seconds).replace(/\s/gu, " ");
};
