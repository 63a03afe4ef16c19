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
  ["before a claim is written", { ...afterClaim, when: "before" }, 5],
  ["after a claim is written, and before a byte is sent", afterClaim, 5],
  ["with the provider's answer, and nothing of it written", withAnswer, 3],
  ["after an answer is written", { ...withAnswer, when: "after" }, 3],
  ["before the range is counted", { ...afterCount, when: "before" }, 1],
  ["after the range is counted, before its queue message is acknowledged", afterCount, 1],
];

describe("run-batch-ranges that dies loses no recipient and sends to none twice (invariants 1, 2 and 26)", () => {
  test.each(points)("%s", (_, point, nth) => expectDeathIsHarmless(faulty, point, nth));
  test("while the provider has its requests", () => expectDeathInFlightIsHarmless(faulty));
});
