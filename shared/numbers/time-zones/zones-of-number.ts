import { normalize } from "../normalize.ts";
import { zonesByPrefix } from "./zones-by-prefix.ts";
import { zonesOfCountry } from "./zones-of-country.ts";

/**
 * The time zones in which a number may ring: that of its area, where the plan ties the number to one; else all of its country, the most
 * populous one first. None: nobody can tell, as of satellite phones.
 */
export const zonesOfNumber = (number: string): readonly string[] => {
  const { callingCode, country, type } = normalize(number);
  const region = country ?? sharedCodes[callingCode ?? ""] ?? null;
  const zones = zonesOfCode(callingCode ?? "");
  // On a shared code not everybody's zone is the first one's; one clock holds where the map has none.
  if (callingCode === null || !zones) return region === null ? [] : zonesOfCountry(region).slice(0, 1);
  const inArea = isOfArea(callingCode, type) ? zonesAt(zones, number.slice(1 + callingCode.length)) : undefined;
  return inArea ?? inCountry(zones.get("") ?? [], country);
};

/** Whose code it is where libphonenumber names no country: all who share one of these have one clock. */
const sharedCodes: Readonly<Record<string, string>> = {
  "39": "IT",
  "44": "GB",
  "47": "NO",
  "290": "SH",
  "358": "FI",
  "590": "GP",
  "599": "CW",
};

/** Where mobile numbers have area codes, after Google's libphonenumber: in Mexico, Argentina, Brazil, Indonesia and China. */
const mobileAreas: ReadonlySet<string> = new Set(["52", "54", "55", "62", "86"]);

const isOfArea = (callingCode: string, type: ReturnType<typeof normalize>["type"]): boolean =>
  type === "fixedLine" || type === "fixedLineOrMobile" || (type === "mobile" && mobileAreas.has(callingCode));

type Zones = ReadonlyMap<string, readonly string[]>;

const read = new Map<string, Zones>();

const zonesOfCode = (callingCode: string): Zones | undefined => {
  const known = read.get(callingCode);
  const groups = zonesByPrefix[callingCode];
  if (known || !groups) return known;
  const zones = new Map(
    Object.entries(groups).flatMap(([names, prefixes]) =>
      prefixes.split(" ").map((prefix) => [prefix, names.split(" ")] as const),
    ),
  );
  read.set(callingCode, zones);
  return zones;
};

/** By the longest prefix; undefined: no area has the number. */
const zonesAt = (zones: Zones, national: string): readonly string[] | undefined => {
  for (let size = national.length; size > 0; size--) {
    const found = zones.get(national.slice(0, size));
    if (found) return found;
  }
  return undefined;
};

/** Several countries share +1, +7 and others. */
const inCountry = (ofCode: readonly string[], country: string | null): readonly string[] => {
  const ofCountry = country === null ? [] : zonesOfCountry(country).filter((zone) => ofCode.includes(zone));
  return ofCountry.length > 0 ? ofCountry : ofCode;
};
