import { statSync } from "node:fs";
import { type CountryCode, getCountries, getExampleNumber } from "libphonenumber-js/max";
import examples from "libphonenumber-js/mobile/examples";
import { describe, expect, test } from "vitest";
import { zonesByPrefix } from "../../shared/numbers/time-zones/zones-by-prefix.ts";
import { zonesOfCountry } from "../../shared/numbers/time-zones/zones-of-country.ts";
import { zonesOfNumber } from "../../shared/numbers/time-zones/zones-of-number.ts";

const exampleOf = (country: CountryCode): string => getExampleNumber(country, examples)?.number ?? "";

describe("zonesOfNumber()", () => {
  test.each([
    ["+12125550123", ["America/New_York"]],
    ["+14155552671", ["America/Los_Angeles"]],
    ["+18085550123", ["Pacific/Honolulu"]],
    ["+19075551234", ["America/Adak", "America/Anchorage"]],
    ["+16025550123", ["America/Phoenix"]],
    // One area code has two zones, which longer prefixes distinguish.
    ["+12083331234", ["America/Denver"]],
    ["+12086641234", ["America/Los_Angeles"]],
    ["+551132345678", ["America/Sao_Paulo"]],
    ["+5592987654321", ["America/Manaus"]],
    ["+526641234567", ["America/Tijuana"]],
    ["+34928123456", ["Atlantic/Canary"]],
    ["+351296123456", ["Atlantic/Azores"]],
    ["+74951234567", ["Europe/Moscow"]],
    ["+74012123456", ["Europe/Kaliningrad"]],
    ["+6493001234", ["Pacific/Auckland"]],
    // Google's map does not distinguish Perth from Adelaide.
    ["+61894001234", ["Australia/Adelaide", "Australia/Perth"]],
    ["+61292001234", ["Australia/Sydney"]],
    ["+442079460123", ["Europe/London"]],
    ["+4915112345678", ["Europe/Berlin"]],
    ["+819012345678", ["Asia/Tokyo"]],
    ["+38344123456", ["Europe/Belgrade"]],
    ["+24740123", ["Atlantic/St_Helena"]],
    ["+2908123", ["Atlantic/St_Helena"]],
  ])("of %s returns %j", (number, zones) => {
    expect([...zonesOfNumber(number)].sort()).toEqual(zones);
  });

  test.each([
    // Mobile numbers travel, and toll-free ones belong to no area.
    ["+61491570006", "AU", 6],
    ["+18005551234", "US", 11],
    ["+79161234567", "RU", 14],
    ["+34612345678", "ES", 2],
    ["+64211234567", "NZ", 2],
    ["+77012345678", "KZ", 2],
  ])("of %s, which has no area, returns all zones of %s, the most populous one first", (number, country, count) => {
    const zones = zonesOfNumber(number);
    expect(zones).toHaveLength(count);
    expect(zones[0]).toBe(zonesOfCountry(country)[0]);
    for (const zone of zones) expect(zonesOfCountry(country)).toContain(zone);
  });

  test.each(["+8816123456789", "+80012345678", "+979112345678"])("of %s returns none", (number) => {
    expect(zonesOfNumber(number)).toEqual([]);
  });

  test.each(getCountries())("of a number of %s returns zones that this runtime knows", (country) => {
    const zones = zonesOfNumber(exampleOf(country));
    expect(zones.length).toBeGreaterThan(0);
    for (const timeZone of zones) expect(() => new Intl.DateTimeFormat("en", { timeZone })).not.toThrow();
  });
});

test("zonesByPrefix contains only zones that this runtime knows", () => {
  const zones = new Set(Object.values(zonesByPrefix).flatMap((groups) => Object.keys(groups).join(" ").split(" ")));
  expect(zones.size).toBeGreaterThan(80);
  for (const timeZone of zones) expect(() => new Intl.DateTimeFormat("en", { timeZone }), timeZone).not.toThrow();
});

test("zones-by-prefix.ts has at most 40 kB", () => {
  expect(statSync("shared/numbers/time-zones/zones-by-prefix.ts").size).toBeLessThanOrEqual(40_000);
});

test("zonesOfCountry() returns the most populous zone first, also if it is not the first in the alphabet", () => {
  const several = getCountries().filter((country) => zonesOfCountry(country).length > 1);
  expect(several.length).toBeGreaterThan(20);
  // In these countries the alphabetically first zone is also the most populous one, so a missing table entry does not show.
  const first = several.filter((country) => zonesOfCountry(country)[0] === [...zonesOfCountry(country)].sort()[0]);
  expect(first.sort()).toEqual(["CD", "CN", "DE", "EC", "ID", "KZ", "MY", "NZ", "PS", "UA"]);
  const mains = ["US", "RU", "BR", "CA", "JP"].map((country) => zonesOfCountry(country)[0]);
  expect(mains).toEqual(["America/New_York", "Europe/Moscow", "America/Sao_Paulo", "America/Toronto", "Asia/Tokyo"]);
});
