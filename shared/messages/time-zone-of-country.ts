/**
 * The time zone to go by where only a number's country is known: the country's own where it has one; where it has several, the tenant's if
 * it is among them, else the first that ICU names. Which zone of several a number is in cannot be told: mobile numbers travel.
 */
export const timeZoneOfCountry = (country: string | null, otherwise: string): string => {
  if (country === null) return otherwise;
  const locale = new Intl.Locale(`und-${country}`);
  const zones = zonesOf(locale);
  return zones.includes(otherwise) ? otherwise : (zones[0] ?? otherwise);
};

/** Node 20 has the zones as a property, later versions as a method; TypeScript knows neither. */
const zonesOf = (locale: Intl.Locale): string[] => {
  if ("getTimeZones" in locale && typeof locale.getTimeZones === "function") return locale.getTimeZones() ?? [];
  return "timeZones" in locale && Array.isArray(locale.timeZones) ? locale.timeZones : [];
};
