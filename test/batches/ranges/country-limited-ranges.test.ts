import { expect, test } from "vitest";
import { countryLimitMilliseconds } from "../../../shared/batches/ranges/next-visit.ts";

const pauseOf = (left: number, waiting: number, limit: { perHour: number; burst: number }): number =>
  Math.round(countryLimitMilliseconds({ rangeCount: left + 3, doneRanges: 3 }, waiting, limit) / 1000);

test("countryLimitMilliseconds() estimates when a shared country limit has room again, at most an hour ahead", () => {
  // One place becomes free every second, so five are free by then.
  expect(pauseOf(1, 100, { perHour: 3600, burst: 10 })).toBe(5);
  expect(pauseOf(10, 100, { perHour: 3600, burst: 10 })).toBe(50);
  // Free places do not accumulate: each of five ranges takes one.
  expect(pauseOf(5, 100, { perHour: 100, burst: 1 })).toBe(90);
  expect(pauseOf(1, 3, { perHour: 3600, burst: 10 })).toBe(2);
  expect(pauseOf(1_000, 100, { perHour: 3600, burst: 100 })).toBe(3600);
});
