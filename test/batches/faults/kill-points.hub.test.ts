import { afterAll, describe, test } from "vitest";
import { startOwnHub } from "../../support/hub/own-hub.ts";
import { mortalWaits } from "../../support/hub/short-waits.ts";
import { startTappedTables } from "../../support/tables/tapped-tables.ts";
import { afterClaim, afterCount, expectDeathIsHarmless, withAnswer } from "./kill-points.ts";

const faulty = await startOwnHub(startTappedTables, mortalWaits);
afterAll(() => faulty.close());

/** test/load kills at every point. */
describe("run-batch-ranges that dies loses no recipient and sends to none twice (invariants 1, 2 and 26)", () => {
  test("after it wrote a claim, before it sent a byte", () => expectDeathIsHarmless(faulty, afterClaim, 5));
  test("with the provider's answer, before it wrote it", () => expectDeathIsHarmless(faulty, withAnswer, 3));
  test("after it counted the range, before it acknowledged the queue message", () =>
    expectDeathIsHarmless(faulty, afterCount, 1));
});
