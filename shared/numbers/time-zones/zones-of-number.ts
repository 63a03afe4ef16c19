import { normalize } from "../normalize.ts";
import { zonesByPrefix } from "./zones-by-prefix.ts";
import { zonesOfCountry } from "./zones-of-country.ts";

/**
 * The time zones in which a number may ring: the zone of its area if the plan ties the number to an area, else all zones of its country,
 * the most populous one first. Empty: the zone is unknown, as for satellite phones.
 */
export const zonesOfNumber = (number: string): readonly string[] => {
  const { callingCode, country, type } = normalize(number);
  const region = country ?? sharedCodes[callingCode ?? ""] ?? null;
  const zones = zonesOfCode(callingCode ?? "");
  // The map has zones for every code whose numbers are in several zones. Without an entry, the country has one clock.
  if (callingCode === null || !zones) return region === null ? [] : zonesOfCountry(region).slice(0, 1);
  const inArea = isOfArea(callingCode, type) ? zonesAt(zones, number.slice(1 + callingCode.length)) : undefined;
  return inArea ?? inCountry(zones.get("") ?? [], country);
};

/** The country of a code for which libphonenumber names none. All countries that share one of these codes have the same clock. */
const sharedCodes: Readonly<Record<string, string>> = {
  "39": "IT",
  "44": "GB",
  "47": "NO",
  "290": "SH",
  "358": "FI",
  "590": "GP",
  "599": "CW",
};

/** The countries whose mobile numbers have area codes, as in Google's libphonenumber: Mexico, Argentina, Brazil, Indonesia and China. */
const mobileAreas: ReadonlySet<string> = new Set(["52", "54", "55", "62", "86"]);

const isOfArea = (callingCode: string, type: ReturnType<typeof normalize>["type"]): boolean =>
  type === "fixedLine" || type === "fixedLineOrMobile" || (type === "mobile" && mobileAreas.has(callingCode));

type Zones = ReadonlyMap<string, readonly string[]>;

const parsed = new Map<string, Zones>();

const zonesOfCode = (callingCode: string): Zones | undefined => {
  const known = parsed.get(callingCode);
  const groups = zonesByPrefix[callingCode];
  if (known || !groups) return known;
  const zones = new Map(
    Object.entries(groups).flatMap(([names, prefixes]) =>
      prefixes.split(" ").map((prefix) => [prefix, names.split(" ")] as const),
    ),
  );
  parsed.set(callingCode, zones);
  return zones;
};

/** Finds the zones by the longest matching prefix. Undefined: the number is in no known area. */
const zonesAt = (zones: Zones, national: string): readonly string[] | undefined => {
  for (let size = national.length; size > 0; size--) {
    const found = zones.get(national.slice(0, size));
    if (found) return found;
  }
  return undefined;
};

/** Keeps the zones of the number's country, because several countries share +1, +7 and other codes. */
const inCountry = (ofCode: readonly string[], country: string | null): readonly string[] => {
  const ofCountry = country === null ? [] : zonesOfCountry(country).filter((zone) => ofCode.includes(zone));
  return ofCountry.length > 0 ? ofCountry : ofCode;
};
