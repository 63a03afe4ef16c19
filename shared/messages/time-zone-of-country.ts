/**
 * The time zone to go by where only a number's country is known: the country's own where it has one; where it has several, the tenant's if
 * it is among them, else the one most people live in. Which zone of several a number is in cannot be told: mobile numbers travel.
 */
export const timeZoneOfCountry = (country: string | null, otherwise: string): string => {
  if (country === null) return otherwise;
  const zones = zonesOf(new Intl.Locale(`und-${country}`));
  return zones.includes(otherwise) ? otherwise : (mostPopulous[country] ?? zones[0] ?? otherwise);
};

/** ICU names a country's zones by the alphabet: the first would be Adak for the United States and Anadyr for Russia. */
const mostPopulous: Readonly<Record<string, string>> = {
  AR: "America/Argentina/Buenos_Aires",
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
  FM: "Pacific/Pohnpei",
  GL: "America/Nuuk",
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
  UA: "Europe/Kyiv",
  US: "America/New_York",
  UZ: "Asia/Tashkent",
};

/** Node 20 has the zones as a property, later versions as a method; TypeScript knows neither. */
const zonesOf = (locale: Intl.Locale): string[] => {
  if ("getTimeZones" in locale && typeof locale.getTimeZones === "function") return locale.getTimeZones() ?? [];
  return "timeZones" in locale && Array.isArray(locale.timeZones) ? locale.timeZones : [];
};
