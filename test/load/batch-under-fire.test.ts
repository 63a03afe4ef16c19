import { afterAll, expect, test } from "vitest";
import { endLeases } from "../batches/controlling/end-leases.ts";
import { lineOf, runFaulty } from "../batches/faults/fault-injection.ts";
import { sumOf } from "../batches/numbers.ts";
import { startOwnHub } from "../support/hub/own-hub.ts";
import { startThrottlingProxy } from "../support/tables/throttling-proxy.ts";

const faulty = await startOwnHub(startThrottlingProxy);
afterAll(() => faulty.close());

/** `npm run proof:batches` sends to 100,000 recipients. */
const recipients = 5_000;

test("createBatch under every fault at once loses none of 5,000 recipients and sends none two messages (invariants 1, 2)", async () => {
  const { running, simulator, tables, tenant } = faulty;
  const verdict = await runFaulty(faulty, {
    ...{ seed: Number(process.env.SEED ?? 1), recipients, callbacks: 0.1, kills: 1, timeoutMs: 570_000 },
    endLeases: (batchId) => endLeases(tables, running.tables.messages ?? "", batchId),
  });
  console.log(`${lineOf(verdict)}; ${verdict.messagesPerSecond} msg/s ${JSON.stringify(verdict.counts)}`);
  expect(verdict).toMatchObject({ status: "completed", terminal: recipients, lost: 0, dup: 0 });
  expect(sumOf(verdict.counts)).toBe(recipients);
  expect(verdict.unknown).toBeLessThanOrEqual(verdict.injected);
  const { total } = await simulator.count({ accountSid: tenant.twilio.accountSid });
  expect(total).toBeGreaterThanOrEqual(verdict.counts.accepted ?? 0);
});
