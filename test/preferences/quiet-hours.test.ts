import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { quietHoursAt } from "../../shared/messages/planning/quiet-hours.ts";
import { inQuietHours, inQuietHoursAnywhere } from "../../shared/preferences/quiet-hours.ts";

const night = { start: "22:00", end: "07:00" };
const verdict = (quietHours: { start: string; end: string; timeZone: string }, at: string) => {
  const { quiet, until } = inQuietHours(quietHours, new Date(at));
  return quiet ? until?.toISOString() : "not quiet";
};

describe("inQuietHours()", () => {
  test.each([
    ["in the evening, until the morning after", "2026-01-10T23:30:00Z", "2026-01-11T07:00:00.000Z"],
    ["after midnight, until that morning", "2026-01-11T03:00:00Z", "2026-01-11T07:00:00.000Z"],
    ["from the first moment", "2026-01-10T22:00:00Z", "2026-01-11T07:00:00.000Z"],
    ["to the last", "2026-01-11T06:59:59.999Z", "2026-01-11T07:00:00.000Z"],
    ["not before", "2026-01-10T21:59:59.999Z", "not quiet"],
    ["not after", "2026-01-11T07:00:00.000Z", "not quiet"],
  ])("holds over midnight %s", (_what, at, expected) => {
    expect(verdict({ ...night, timeZone: "UTC" }, at)).toBe(expected);
  });

  test("ends quiet hours in the middle of a day on that day", () => {
    const siesta = { start: "13:00", end: "15:30", timeZone: "Europe/Madrid" };
    expect(verdict(siesta, "2026-07-01T11:30:00Z")).toBe("2026-07-01T13:30:00.000Z");
    expect(verdict(siesta, "2026-07-01T10:59:00Z")).toBe("not quiet");
    expect(verdict({ ...siesta, start: "13:00", end: "13:00" }, "2026-07-01T11:00:00Z")).toBe("not quiet");
  });

  test("follows the time zone's clocks, half hours included", () => {
    expect(verdict({ ...night, timeZone: "Asia/Kolkata" }, "2026-01-10T16:30:00Z")).toBe("2026-01-11T01:30:00.000Z");
    expect(verdict({ ...night, timeZone: "Asia/Kolkata" }, "2026-01-10T16:29:00Z")).toBe("not quiet");
    expect(verdict({ ...night, timeZone: "Pacific/Kiritimati" }, "2026-01-10T08:00:00Z")).toBe(
      "2026-01-10T17:00:00.000Z",
    );
  });
});

describe("inQuietHours() in a night with a clock change", () => {
  const newYork = (end: string) => ({ start: "22:00", end, timeZone: "America/New_York" });

  test("ends an hour sooner in spring and an hour later in autumn", () => {
    expect(verdict(newYork("07:00"), "2026-03-08T04:00:00Z")).toBe("2026-03-08T11:00:00.000Z");
    expect(verdict(newYork("07:00"), "2026-11-01T03:00:00Z")).toBe("2026-11-01T12:00:00.000Z");
    expect(verdict({ ...night, timeZone: "Europe/Berlin" }, "2026-03-28T22:00:00Z")).toBe("2026-03-29T05:00:00.000Z");
    expect(verdict({ ...night, timeZone: "Australia/Lord_Howe" }, "2026-10-03T13:00:00Z")).toBe(
      "2026-10-03T20:00:00.000Z",
    );
  });

  test("ends at the change when the clocks skip the end", () => {
    expect(verdict(newYork("02:30"), "2026-03-08T06:00:00Z")).toBe("2026-03-08T07:00:00.000Z");
    // Clocks that change at midnight: 2024-09-08 in Santiago had no 00:30.
    const santiago = { start: "20:00", end: "00:30", timeZone: "America/Santiago" };
    expect(verdict(santiago, "2024-09-08T02:00:00Z")).toBe("2024-09-08T04:00:00.000Z");
  });

  test("ends a day later when the clocks skip the only minute that is not quiet", () => {
    const hours = { start: "02:01", end: "02:00", timeZone: "Europe/Berlin" };
    const { until } = inQuietHours(hours, new Date("2026-03-28T01:01:00Z"));
    expect(until?.toISOString()).toBe("2026-03-30T00:00:00.000Z");
  });

  test("ends at the first of two equal times, and is quiet again in the repeated hour", () => {
    expect(verdict(newYork("01:30"), "2026-11-01T05:00:00Z")).toBe("2026-11-01T05:30:00.000Z");
    expect(verdict(newYork("01:30"), "2026-11-01T05:45:00Z")).toBe("not quiet");
    expect(verdict(newYork("01:30"), "2026-11-01T06:15:00Z")).toBe("2026-11-01T06:30:00.000Z");
  });
});

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, "0")).join(":"));
const quietHours = fc.record({
  start: clock,
  end: clock,
  timeZone: fc.constantFrom(
    ...["UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"],
    ...["Africa/Casablanca", "Pacific/Apia", "Asia/Kathmandu", "America/St_Johns"],
  ),
});
const day = 86_400_000;
/** Any moment from 2020 to 2029, with extra weight on the nights when New York's and Berlin's clocks change. */
const moment = fc.oneof(
  fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2030, 0) }),
  fc
    .tuple(fc.constantFrom(Date.UTC(2026, 2, 8), Date.UTC(2026, 10, 1), Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25)))
    .chain(([at]) => fc.integer({ min: at - day, max: at + day })),
);
/** An independent reading of the wall clock. */
const shown = (timeZone: string, at: number): string =>
  new Date(at).toLocaleTimeString("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

describe("inQuietHours() at any moment and place", () => {
  test("is quiet exactly when the clock shows a quiet hour", () => {
    fc.assert(
      fc.property(quietHours, moment, (hours, at) => {
        const time = shown(hours.timeZone, at);
        const expected =
          hours.start <= hours.end ? hours.start <= time && time < hours.end : time >= hours.start || time < hours.end;
        expect(inQuietHours(hours, new Date(at)).quiet).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("returns the first moment that is not quiet, at most two days ahead", () => {
    fc.assert(
      fc.property(
        quietHours,
        moment,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }),
        (hours, at, shares) => {
          const { quiet, until } = inQuietHours(hours, new Date(at));
          if (!quiet || until === undefined) return;
          const end = until.getTime();
          expect(end).toBeGreaterThan(at);
          // The clocks may skip a day's only hour that is not quiet. Then quiet hours last until the next day.
          expect(end - at).toBeLessThanOrEqual(2 * day + 7_200_000);
          expect(inQuietHours(hours, until).quiet).toBe(false);
          for (const between of [end - 1, ...shares.map((share) => at + Math.floor(share * (end - 1 - at)))])
            expect(inQuietHours(hours, new Date(between)).quiet).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe("inQuietHoursAnywhere()", () => {
  const anywhere = (timeZones: string[], at: string, hours = night) => {
    const { quiet, until } = inQuietHoursAnywhere({ ...hours, timeZones }, new Date(at));
    return quiet ? until?.toISOString() : "not quiet";
  };
  const perthOrAdelaide = ["Australia/Adelaide", "Australia/Perth"];

  test.each([
    // Adelaide is at UTC+9:30 in June, Perth at UTC+8.
    ["by day in both", "2026-06-10T05:00:00Z", "not quiet"],
    ["at 22:00 in Adelaide, until 07:00 in Perth", "2026-06-10T12:30:00Z", "2026-06-10T23:00:00.000Z"],
    ["at 08:00 in Adelaide, when Perth still sleeps", "2026-06-10T22:30:00Z", "2026-06-10T23:00:00.000Z"],
    ["at 07:00 in Perth", "2026-06-10T23:00:00Z", "not quiet"],
  ])("for a number in Perth or Adelaide applies the stricter zone: %s", (_when, at, expected) => {
    expect(anywhere(perthOrAdelaide, at)).toBe(expected);
    const rule = { ...night, timeZone: "UTC", byNumber: true };
    expect([...quietHoursAt(rule, "+61894001234").timeZones].sort()).toEqual(perthOrAdelaide);
  });

  test("uses the first zone if the zones together were quiet at every hour", () => {
    const russia = [
      "Europe/Moscow",
      "Asia/Yekaterinburg",
      "Asia/Omsk",
      "Asia/Irkutsk",
      "Asia/Magadan",
      "Asia/Kamchatka",
    ];
    const long = { start: "18:00", end: "10:00" };
    expect(anywhere(russia, "2026-06-10T16:00:00Z", long)).toBe("2026-06-11T07:00:00.000Z");
    expect(anywhere(russia, "2026-06-11T07:00:00Z", long)).toBe("not quiet");
  });

  test("is quiet while any zone is quiet", () => {
    const zones = fc.uniqueArray(
      quietHours.map(({ timeZone }) => timeZone),
      { minLength: 1, maxLength: 3 },
    );
    fc.assert(
      fc.property(quietHours, zones, moment, ({ start, end }, timeZones, at) => {
        const isQuietAt = (time: number) =>
          timeZones.some((timeZone) => inQuietHours({ start, end, timeZone }, new Date(time)).quiet);
        const { quiet, until } = inQuietHoursAnywhere({ start, end, timeZones }, new Date(at));
        const neverOver = until !== undefined && isQuietAt(until.getTime());
        if (neverOver) return;
        if (quiet) expect(isQuietAt(at)).toBe(true);
        if (until) expect(isQuietAt(until.getTime() - 1)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
