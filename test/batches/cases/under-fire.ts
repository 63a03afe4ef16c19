import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OwnHub, startOwnHub } from "../../support/own-hub.ts";
import { startThrottlingProxy, type ThrottlingProxy } from "../../support/throttling-proxy.ts";
import { endLeases } from "../end-leases.ts";
import { lineOf, runFaulty } from "../fault-injection.ts";
import { sumOf } from "../numbers.ts";

describe("a batch under fire", () => {
  let faulty: OwnHub<ThrottlingProxy>;
  beforeAll(async () => {
    faulty = await startOwnHub(startThrottlingProxy);
  });
  afterAll(() => faulty.close());

  /** About a minute of two processors; a machine that does other things beside it takes its time. `npm run proof:batches` sends to 100,000. */
  test("5,000 recipients under throttles, errors, lost answers, killed workers and doubled deliveries: nobody lost, nobody twice", async () => {
    const { hub, simulator, tables, tenant } = faulty;
    const verdict = await runFaulty(faulty, {
      seed: Number(process.env.SEED ?? 1),
      recipients: 5_000,
      callbacks: 0.1,
      kills: 1,
      endLeases: (batchId) => endLeases(tables, hub.stack.tables.messages ?? "", batchId),
      timeoutMs: 570_000,
    });
    console.log(`${lineOf(verdict)}; ${verdict.messagesPerSecond} msg/s ${JSON.stringify(verdict.counts)}`);
    expect(verdict).toMatchObject({ status: "completed", terminal: 5_000, lost: 0, dup: 0 });
    expect(sumOf(verdict.counts)).toBe(5_000);
    expect(verdict.unknown).toBeLessThanOrEqual(verdict.injected);
    const { total } = await simulator.count({ accountSid: tenant.accountSid });
    expect(total).toBeGreaterThanOrEqual(verdict.counts.accepted ?? 0);
  }, 600_000);
});
