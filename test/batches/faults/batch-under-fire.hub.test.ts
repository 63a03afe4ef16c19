import { afterAll, expect, test } from "vitest";
import { startOwnHub } from "../../support/hub/own-hub.ts";
import { mortalWaits } from "../../support/hub/short-waits.ts";
import { startThrottlingProxy } from "../../support/tables/throttling-proxy.ts";
import { sumOf } from "../numbers.ts";
import { runFaulty } from "./fault-injection.ts";

const faulty = await startOwnHub(startThrottlingProxy, mortalWaits);
afterAll(() => faulty.close());

/** test/load sends to 5,000, `npm run proof:batches` to 100,000. */
const recipients = 150;

test("createBatch under throttles, errors, lost answers, killed workers and doubled deliveries loses nobody and sends nobody two messages (invariants 1, 2)", async () => {
  const run = { seed: Number(process.env.SEED ?? 1), recipients, callbacks: 0.1, kills: 1, timeoutMs: 50_000 };
  const verdict = await runFaulty(faulty, run);
  expect(verdict).toMatchObject({ status: "completed", terminal: recipients, lost: 0, dup: 0 });
  expect(sumOf(verdict.counts)).toBe(recipients);
  expect(verdict.unknown).toBeLessThanOrEqual(verdict.injected);
});
