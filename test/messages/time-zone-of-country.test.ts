import { getCountries } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { timeZoneOfCountry } from "../../shared/messages/time-zone-of-country.ts";

const elsewhere = "Etc/UTC";

const zonesOf = (country: string): string[] => {
  const locale = new Intl.Locale(`und-${country}`);
  if ("getTimeZones" in locale && typeof locale.getTimeZones === "function") return locale.getTimeZones() ?? [];
  return "timeZones" in locale && Array.isArray(locale.timeZones) ? locale.timeZones : [];
};

/** The city the clock is named after: ICU and the tz database disagree on some of the rest (America/Buenos_Aires, Europe/Kiev). */
const renamed: Record<string, string> = { Kyiv: "Kiev", Pohnpei: "Ponape", Nuuk: "Godthab" };
const cityOf = (zone: string): string => {
  const city = zone.split("/").at(-1) ?? "";
  return renamed[city] ?? city;
};

describe("timeZoneOfCountry()", () => {
  test.each([
    ["US", "America/New_York"],
    ["RU", "Europe/Moscow"],
    ["BR", "America/Sao_Paulo"],
    ["CA", "America/Toronto"],
    ["JP", "Asia/Tokyo"],
  ])("maps %s to %s", (country, zone) => {
    expect(timeZoneOfCountry(country, elsewhere)).toBe(zone);
  });

  test("returns the tenant's zone when it is one of the country's", () => {
    expect(timeZoneOfCountry("US", "America/Los_Angeles")).toBe("America/Los_Angeles");
    expect(timeZoneOfCountry("RU", "America/Los_Angeles")).toBe("Europe/Moscow");
  });

  test("returns the tenant's zone when the number has no country", () => {
    expect(timeZoneOfCountry(null, "Asia/Tokyo")).toBe("Asia/Tokyo");
  });

  const several = getCountries().filter((country) => zonesOf(country).length > 1);

  test("chooses one of several zones, not simply the first of the alphabet", () => {
    expect(several.length).toBeGreaterThan(20);
    // In these countries the alphabetically first zone is also the most populous one, so a missing table entry does not show.
    const first = several.filter((country) => timeZoneOfCountry(country, elsewhere) === zonesOf(country)[0]);
    expect(first.sort()).toEqual(["CD", "CN", "DE", "EC", "ID", "KZ", "MY", "NZ", "PS"]);
  });

  test.each(several)("returns a zone of %s that this runtime knows", (country) => {
    const zone = timeZoneOfCountry(country, elsewhere);
    expect(zonesOf(country).map(cityOf)).toContain(cityOf(zone));
    expect(() => new Intl.DateTimeFormat("en", { timeZone: zone })).not.toThrow();
  });
});
