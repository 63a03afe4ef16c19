import { afterAll, describe, test } from "vitest";
import {
  afterClaim,
  afterCount,
  expectDeathInFlightIsHarmless,
  expectDeathIsHarmless,
  withAnswer,
} from "../batches/faults/kill-points.ts";
import { startOwnHub } from "../support/hub/own-hub.ts";
import { mortalWaits } from "../support/hub/short-waits.ts";
import { startTappedTables, type TapPoint } from "../support/tables/tapped-tables.ts";

const faulty = await startOwnHub(startTappedTables, mortalWaits);
afterAll(() => faulty.close());

const points: [string, TapPoint, number][] = [
  ["before it wrote a claim", { ...afterClaim, when: "before" }, 5],
  ["after it wrote a claim, before it sent a byte", afterClaim, 5],
  ["with the provider's answer, before it wrote it", withAnswer, 3],
  ["after it wrote an answer", { ...withAnswer, when: "after" }, 3],
  ["before it counted the range", { ...afterCount, when: "before" }, 1],
  ["after it counted the range, before it acknowledged the queue message", afterCount, 1],
];

describe("run-batch-ranges that dies loses no recipient and sends to none twice (invariants 1, 2 and 26)", () => {
  test.each(points)("%s", (_, point, nth) => expectDeathIsHarmless(faulty, point, nth));
  test("while the provider handles its requests", () => expectDeathInFlightIsHarmless(faulty));
});
