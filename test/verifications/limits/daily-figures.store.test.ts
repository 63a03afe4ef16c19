import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { tableVariables } from "../../../shared/kernel/config.ts";
import { scopeOf } from "../../../shared/kernel/ids.ts";
import { log } from "../../../shared/observability/logger.ts";
import { readDailyFigures } from "../../../shared/verifications/limits/daily-figure-reads.ts";
import { noteApproved, noteExhausted, noteSent } from "../../../shared/verifications/limits/outcomes.ts";
import type { StoredVerification } from "../../../shared/verifications/verification.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";
import { codeOf, newTenantId, verificationOf } from "./limited-code.ts";
import { type StoppedClock, stopClock } from "./stopped-clock.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let clock: StoppedClock;
beforeEach(() => {
  clock = stopClock(Date.UTC(2026, 10, 20, 23, 59));
});
afterEach(() => {
  clock.restore();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const day = 24 * 3_600_000;
const nothing = { sent: 0, approved: 0, failed: 0, blocked: 0, exhausted: 0 };

const newVerification = async (more: Partial<StoredVerification> = {}, tenant = newTenantId()) =>
  verificationOf(await codeOf(tenant), clock.now(), more);
const sentBy = (channel: StoredVerification["channel"]): StoredVerification["sends"] => [
  { channel: "sms", status: "sent", error: null, at: new Date(clock.now()).toISOString() },
  { channel, status: "sent", error: null, at: new Date(clock.now()).toISOString() },
];

describe("readDailyFigures", () => {
  test("counts a tenant's codes by day, country, channel and outcome", async () => {
    const tenant = newTenantId();
    const scope = scopeOf(tenant, "live");
    const text = await newVerification({}, tenant);
    await Promise.all(Array.from({ length: 20 }, () => noteSent(text, "sent")));
    await noteApproved(text);
    await noteExhausted(text);
    // The approval counts for the channel of the latest code: here a resend by call.
    const call = await newVerification({ sends: sentBy("call") }, tenant);
    await noteSent(call, "sent");
    await noteSent(await newVerification({ country: "DE" }, tenant), "blocked");
    await noteSent(await newVerification({ country: null }, tenant), "failed");
    clock.advance(60_000);
    await noteApproved(call);
    const all = await readDailyFigures(scope, { since: clock.now() - day, until: clock.now() });
    expect(all).toEqual([
      { ...nothing, day: "2026-11-20", country: "DE", channel: "sms", blocked: 1 },
      { ...nothing, day: "2026-11-20", country: "US", channel: "call", sent: 1 },
      { ...nothing, day: "2026-11-20", country: "US", channel: "sms", sent: 20, approved: 1, exhausted: 1 },
      { ...nothing, day: "2026-11-20", country: null, channel: "sms", failed: 1 },
      { ...nothing, day: "2026-11-21", country: "US", channel: "call", approved: 1 },
    ]);
    expect(await readDailyFigures(scope, { since: clock.now(), until: clock.now() })).toHaveLength(1);
    expect(await readDailyFigures(scopeOf(tenant, "test"), { since: clock.now() - day, until: clock.now() })).toEqual(
      [],
    );
  });

  test("returns counts for 400 days, not longer (invariant 19)", async () => {
    // Starts in the first minutes of a day, so that the query still covers that day when its row has expired.
    clock.advance(2 * 60_000);
    const sent = await newVerification();
    await noteSent(sent, "sent");
    const since = clock.now();
    clock.advance(400 * day - 60_000);
    expect(await readDailyFigures(sent.scope, { since, until: clock.now() })).toHaveLength(1);
    clock.advance(2 * 60_000);
    expect(await readDailyFigures(sent.scope, { since, until: clock.now() })).toEqual([]);
  });

  test("survives a store failure in noteSent, noteApproved and noteExhausted, which log it", async () => {
    const sent = await newVerification();
    const failed = vi.spyOn(log, "error").mockReturnValue();
    vi.stubEnv(tableVariables.verifications, "gone");
    vi.stubEnv(tableVariables.limits, "gone");
    for (const note of [() => noteSent(sent, "sent"), () => noteApproved(sent), () => noteExhausted(sent)])
      await expect(note()).resolves.toBeUndefined();
    expect(failed.mock.calls.map(([code]) => code)).toEqual(Array(6).fill("store_unavailable"));
  });
});
