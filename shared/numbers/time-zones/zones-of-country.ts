/** The time zones of a country (ISO 3166-1 alpha-2, or another region of libphonenumber), the most populous one first. */
export const zonesOfCountry = (country: string): readonly string[] => {
  const zones = unknownToIcu[country] ?? zonesIn(new Intl.Locale(`und-${country}`));
  const main = mostPopulous[country] ?? zones[0];
  return main === undefined ? [] : [main, ...zones.filter((zone) => zone !== main)];
};

/** Kosovo, Ascension and Tristan da Cunha, whose codes are not countries of ISO 3166-1. */
const unknownToIcu: Readonly<Record<string, readonly string[]>> = {
  AC: ["Atlantic/St_Helena"],
  TA: ["Atlantic/St_Helena"],
  XK: ["Europe/Belgrade"],
};

/** ICU's names. ICU lists zones in alphabetical order, so the first zone would be Adak for the United States and Anadyr for Russia. */
const mostPopulous: Readonly<Record<string, string>> = {
  AR: "America/Buenos_Aires",
  AU: "Australia/Sydney",
  BR: "America/Sao_Paulo",
  CA: "America/Toronto",
  CD: "Africa/Kinshasa",
  CL: "America/Santiago",
  CN: "Asia/Shanghai",
  CY: "Asia/Nicosia",
  DE: "Europe/Berlin",
  EC: "America/Guayaquil",
  ES: "Europe/Madrid",
  FM: "Pacific/Ponape",
  GL: "America/Godthab",
  ID: "Asia/Jakarta",
  KI: "Pacific/Tarawa",
  KZ: "Asia/Almaty",
  MH: "Pacific/Majuro",
  MN: "Asia/Ulaanbaatar",
  MX: "America/Mexico_City",
  MY: "Asia/Kuala_Lumpur",
  NZ: "Pacific/Auckland",
  PF: "Pacific/Tahiti",
  PG: "Pacific/Port_Moresby",
  PS: "Asia/Gaza",
  PT: "Europe/Lisbon",
  RU: "Europe/Moscow",
  UA: "Europe/Kiev",
  US: "America/New_York",
  UZ: "Asia/Tashkent",
};

/** Node 20 has the zones as a property and later versions as a method. TypeScript knows neither of them. */
const zonesIn = (locale: Intl.Locale): string[] => {
  if ("getTimeZones" in locale && typeof locale.getTimeZones === "function") return locale.getTimeZones() ?? [];
  return "timeZones" in locale && Array.isArray(locale.timeZones) ? locale.timeZones : [];
};
