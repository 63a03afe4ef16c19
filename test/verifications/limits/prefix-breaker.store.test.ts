import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { readEventPage } from "../../../shared/events/event-reads.ts";
import { type Scope, scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { readSlices } from "../../../shared/limits/counts/sliced-count-reads.ts";
import { log } from "../../../shared/observability/logger.ts";
import type { PolicyOverrides } from "../../../shared/verification-policies/verification-policy.ts";
import { readDailyFigures } from "../../../shared/verifications/limits/daily-figure-reads.ts";
import { noteApproved, noteSent } from "../../../shared/verifications/limits/outcomes.ts";
import { prefixCounts } from "../../../shared/verifications/limits/prefix-breaker.ts";
import { drawForSend } from "../../../shared/verifications/limits/send-limits.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";
import { codeOf, newTenantId, verificationOf } from "./limited-code.ts";
import { type StoppedClock, stopClock } from "./stopped-clock.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let clock: StoppedClock;
let warned: MockInstance<typeof log.warn>;
let tenant: TenantId;
let scope: Scope;
beforeEach(() => {
  clock = stopClock();
  warned = vi.spyOn(log, "warn").mockReturnValue();
  tenant = newTenantId();
  scope = scopeOf(tenant, "live");
});
afterEach(() => {
  clock.restore();
  vi.restoreAllMocks();
});

const minutes = (count: number) => count * 60_000;
const overrides: PolicyOverrides = {
  breaker: { minimumSends: 20, minimumApprovedShare: 0.1, closedMinutes: 60 },
  perPrefix: { perHour: 100_000, burst: 10_000 },
};

let lastDigits = 1000;
const neighbour = (prefix = "+1415555", more: Parameters<typeof codeOf>[1] = {}) =>
  codeOf(tenant, { to: `${prefix}${++lastDigits}`, overrides, ...more });

/** Sends codes to numbers of the block. The first `used` of them are approved a minute later. */
const sendCodes = async (count: number, used = 0, prefix?: string): Promise<void> => {
  const codes = await Promise.all(Array.from({ length: count }, () => neighbour(prefix)));
  const sent = codes.map((code) => verificationOf(code, clock.now()));
  await Promise.all(codes.map((code) => drawForSend(code)));
  await Promise.all(sent.map((one) => noteSent(one, "sent")));
  clock.advance(minutes(1));
  await Promise.all(sent.slice(0, used).map((one) => noteApproved(one)));
};

const startOf = async (...more: Parameters<typeof neighbour>) => drawForSend(await neighbour(...more));
const closed = (retryAfterSeconds: number) => ({
  status: 429,
  code: "rate_limited",
  detail: { retryAfterSeconds, extensions: { limit: "prefix" } },
});
const blockedLines = () => warned.mock.calls.filter(([code]) => code === "verification_prefix_blocked");
const eventsOf = async () => (await readEventPage(scope, { limit: 50, matches: () => true })).items;

describe("prefix breaker", () => {
  test("closes a block whose codes stay unused, with one log line and one event", async () => {
    await sendCodes(20, 1);
    clock.advance(minutes(9));
    const until = new Date(clock.now() + minutes(60)).toISOString();
    const tries = await Promise.allSettled(Array.from({ length: 30 }, () => startOf()));
    for (const one of tries) expect(one).toMatchObject({ status: "rejected", reason: closed(3600) });
    const expected = { prefix: "+1415555", country: "US", until, sent: 20, approved: 1 };
    expect(blockedLines()).toEqual([["verification_prefix_blocked", { tenantId: tenant, ...expected }]]);
    expect(await eventsOf()).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        type: "verification.prefix_blocked",
        createdAt: expect.any(String),
        data: expected,
      },
    ]);
    expect(await readDailyFigures(scope, { since: clock.now(), until: clock.now() })).toMatchObject([
      { sent: 20, approved: 1, blocked: 30 },
    ]);
  });

  test("leaves neighbouring blocks and other tenants open", async () => {
    await sendCodes(20);
    clock.advance(minutes(9));
    await expect(startOf()).rejects.toMatchObject(closed(3600));
    await expect(startOf("+1415556")).resolves.toBeDefined();
    tenant = newTenantId();
    await expect(startOf()).resolves.toBeDefined();
  });

  test("stays open while enough codes are used, or while too few are sent", async () => {
    await sendCodes(20, 2);
    await sendCodes(19, 0, "+1415557");
    clock.advance(minutes(14));
    await expect(startOf()).resolves.toBeDefined();
    await expect(startOf("+1415557")).resolves.toBeDefined();
    expect(blockedLines()).toEqual([]);
  });

  test("closes no block within five minutes of a burst, so that every code may be used", async () => {
    await sendCodes(60);
    clock.advance(minutes(4) - 1);
    await expect(startOf()).resolves.toBeDefined();
    clock.advance(minutes(5) + 1);
    await expect(startOf()).rejects.toMatchObject(closed(3600));
  });

  test("counts a late approval with its own send", async () => {
    const code = await neighbour();
    const late = verificationOf(code, clock.now());
    await sendCodes(20, 1);
    clock.advance(minutes(8));
    await noteApproved(late);
    clock.advance(minutes(1));
    await expect(startOf()).resolves.toBeDefined();
  });

  test("waits for half the code's lifetime when that is longer", async () => {
    const longer = { overrides: { ...overrides, lifetimeSeconds: 3600 } };
    await sendCodes(20);
    clock.advance(minutes(25));
    await expect(startOf(undefined, longer)).resolves.toBeDefined();
    clock.advance(minutes(10));
    await expect(startOf(undefined, longer)).rejects.toMatchObject(closed(3600));
  });

  test("ignores sends older than an hour", async () => {
    await sendCodes(20);
    clock.advance(minutes(65));
    await expect(startOf()).resolves.toBeDefined();
  });

  test("opens after the closed time, and counts from zero", async () => {
    await sendCodes(20);
    clock.advance(minutes(9));
    await expect(startOf()).rejects.toMatchObject(closed(3600));
    clock.advance(minutes(60) - 1);
    await expect(startOf()).rejects.toMatchObject(closed(1));
    clock.advance(1);
    await expect(startOf()).resolves.toBeDefined();
    clock.advance(minutes(5));
    await sendCodes(20);
    clock.advance(minutes(9));
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => startOf()));
    for (const one of tries) expect(one).toMatchObject({ status: "rejected", reason: closed(3600) });
    expect(blockedLines()).toHaveLength(2);
    expect(await eventsOf()).toHaveLength(2);
  });

  test("does not close a block twice for the same sends", async () => {
    const breaker = { minimumSends: 20, minimumApprovedShare: 0.1, closedMinutes: 5 };
    const short = { overrides: { ...overrides, breaker } };
    await sendCodes(20);
    clock.advance(minutes(9));
    await expect(startOf(undefined, short)).rejects.toMatchObject(closed(300));
    clock.advance(minutes(5));
    await expect(startOf(undefined, short)).resolves.toBeDefined();
  });

  test("keeps a block closed for a day by policy, despite approvals meanwhile", async () => {
    const breaker = { minimumSends: 20, minimumApprovedShare: 0.1, closedMinutes: 1440 };
    const day = { overrides: { ...overrides, breaker } };
    const late = verificationOf(await neighbour(), clock.now());
    await sendCodes(20);
    clock.advance(minutes(9));
    await expect(startOf(undefined, day)).rejects.toMatchObject(closed(24 * 3600));
    await noteApproved(late);
    clock.advance(minutes(1439));
    await expect(startOf(undefined, day)).rejects.toMatchObject(closed(60));
    clock.advance(minutes(1));
    await expect(startOf(undefined, day)).resolves.toBeDefined();
  });

  test("ignores test codes, which are never sent", async () => {
    for (let i = 0; i < 20; i++) {
      const code = await neighbour(undefined, { isTest: true });
      await noteSent(verificationOf(code, clock.now(), { isTest: true }), "sent");
    }
    clock.advance(minutes(10));
    await expect(startOf()).resolves.toBeDefined();
  });

  test("prunes its row: hours of traffic leave a small one", async () => {
    for (let hour = 0; hour < 4; hour++) {
      for (let slice = 0; slice < 12; slice++) {
        const code = await neighbour();
        const sent = verificationOf(code, clock.now());
        await noteSent(sent, "sent");
        await noteApproved(sent);
        clock.advance(minutes(5));
      }
    }
    const { counts } = await readSlices(prefixCounts(scope, "+1415555"));
    expect(Object.keys(counts).length).toBeLessThanOrEqual(52);
  });
});
