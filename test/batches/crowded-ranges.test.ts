import { expect, test } from "vitest";
import { crowdedMilliseconds } from "../../shared/batches/ranges/next-visit.ts";

const waiting = (count: number, seconds: number): number[] =>
  Array.from({ length: count }, () => Date.now() + seconds * 1000);

test("a range that a country's limit turned away leaves time to the others that share it, an hour at most", () => {
  const pause = (rangeCount: number, crowded: number[]) =>
    Math.round(crowdedMilliseconds({ rangeCount, doneRanges: 0 }, crowded) / 1000);
  expect(pause(1, waiting(8, 4))).toBe(8);
  expect(pause(10, waiting(40, 1))).toBe(100);
  expect(pause(1_000, waiting(50, 1))).toBe(3600);
  expect(pause(1_000, [])).toBe(0);
});
