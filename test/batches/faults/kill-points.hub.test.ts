import { afterAll, describe, test } from "vitest";
import { startOwnHub } from "../../support/hub/own-hub.ts";
import { mortalWaits } from "../../support/hub/short-waits.ts";
import { startTappedTables } from "../../support/tables/tapped-tables.ts";
import { afterClaim, afterCount, expectDeathHarmsNobody, withAnswer } from "./kill-points.ts";

const faulty = await startOwnHub(startTappedTables, mortalWaits);
afterAll(() => faulty.close());

/** test/load has every point. */
describe("a visit that dies loses nobody and sends to nobody twice (invariants 1, 2 and 26)", () => {
  test("after a claim is written, and before a byte is sent", () => expectDeathHarmsNobody(faulty, afterClaim, 5));
  test("with the provider's answer, and nothing of it written", () => expectDeathHarmsNobody(faulty, withAnswer, 3));
  test("after the range is counted, before its queue message is acknowledged", () =>
    expectDeathHarmsNobody(faulty, afterCount, 1));
});
