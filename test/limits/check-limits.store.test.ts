import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { setClock } from "../../shared/kernel/clock.ts";
import { tableVariables } from "../../shared/kernel/config.ts";
import { type Scope, scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { thisMonth } from "../../shared/limits/caps/caps.ts";
import { warnOfCaps } from "../../shared/limits/caps/warn-of-cap.ts";
import { checkLimits, type LimitedSend } from "../../shared/limits/check-limits.ts";
import { messagesIn } from "../../shared/limits/limit-keys.ts";
import { writeLayers } from "../../shared/limits/limit-writes.ts";
import type { LimitOverrides } from "../../shared/limits/limits.ts";
import { showLimits } from "../../shared/limits/show-limits.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let restoreClock: (() => void) | undefined;
afterEach(() => {
  restoreClock?.();
  vi.unstubAllEnvs();
});

let tenants = 0;
const newTenant = async (limits: LimitOverrides = {}): Promise<TenantId> => {
  const tenantId = `ten_limits${++tenants}` as TenantId;
  const audit = { tenantId, actor: "test", action: "updateLimits", target: tenantId, requestId: "test" };
  if (Object.keys(limits).length > 0) await writeLayers(tenantId, { ceilings: {}, own: limits }, audit);
  return tenantId;
};

let numbers = 2_000_000;
const send = (tenantId: TenantId, more: Partial<LimitedSend> = {}) =>
  checkLimits({
    scope: scopeOf(tenantId, "live"),
    to: `+1415${++numbers}`,
    country: "US",
    channel: "sms",
    segments: 1,
    isTest: false,
    ...more,
  });

const eventsOf = async (scope: Scope) => (await readEventPage(scope, { limit: 50, matches: () => true })).items;
const outcomes = async (asked: Promise<unknown>[]) => {
  const settled = await Promise.allSettled(asked);
  return settled.map((one) => (one.status === "fulfilled" ? "granted" : one.reason.code));
};
const count = (all: string[], wanted: string) => all.filter((one) => one === wanted).length;

describe("checkLimits()", () => {
  test("grants a tenant its burst and then throttles it", async () => {
    restoreClock = setClock(() => Date.UTC(2026, 10, 20));
    const tenant = await newTenant({ perTenant: { perSecond: 0.5, burst: 3 } });
    const all = await outcomes(Array.from({ length: 10 }, () => send(tenant)));
    expect(count(all, "granted")).toBe(3);
    expect(count(all, "rate_limited")).toBe(7);
    await expect(send(tenant)).rejects.toMatchObject({
      status: 429,
      detail: { retryAfterSeconds: 2, extensions: { limit: "perTenant" } },
    });
  });

  test.each<[what: string, limits: LimitOverrides, told: string]>([
    [
      "perTenant",
      { perTenant: { perSecond: 0.5, burst: 1 } },
      "faster than its limit: perTenant, 0.5 a second, 1 at once.",
    ],
    ["perNumber", { perNumber: { perHour: 2, burst: 1 } }, "messages to this number: perNumber, 2 an hour, 1 at once."],
    ["perCountry", { perCountry: { perHour: 3600, burst: 1 } }, "messages to US: perCountry, 3600 an hour, 1 at once."],
    ["monthlyMessages", { monthlyMessages: 1 }, "cap for this month (UTC): monthlyMessages, 1."],
  ])("reports for %s the limit and the time of the next send", async (limit, limits, told) => {
    const at = Date.UTC(2026, 10, 20);
    restoreClock = setClock(() => at);
    const tenant = await newTenant(limits);
    const to = "+14155550176";
    await send(tenant, { to });
    const refused = await send(tenant, { to }).catch((problem) => problem.detail);
    const freeAt = new Date(at + refused.retryAfterSeconds * 1000).toISOString();
    expect(refused.extensions).toEqual({ limit, freeAt });
    expect(refused.detail).toContain(
      `${told} Try again at ${freeAt}. Change the limit with PATCH /v1/tenants/current/limits.`,
    );
  });

  test("throttles sends to one number only", async () => {
    const tenant = await newTenant({ perNumber: { perHour: 2, burst: 2 } });
    const to = "+14155550123";
    await send(tenant, { to });
    await send(tenant, { to });
    await expect(send(tenant, { to })).rejects.toMatchObject({
      code: "rate_limited",
      detail: { extensions: { limit: "perNumber" } },
    });
    await expect(send(tenant)).resolves.toBeDefined();
    await expect(send(await newTenant(), { to })).resolves.toBeDefined();
  });

  test("throttles a country when the tenant sets perCountry", async () => {
    const tenant = await newTenant({ perCountry: { perHour: 1, burst: 1 } });
    await send(tenant, { country: "DE" });
    await expect(send(tenant, { country: "DE" })).rejects.toMatchObject({
      code: "rate_limited",
      detail: { extensions: { limit: "perCountry" } },
    });
    await expect(send(tenant, { country: "FR" })).resolves.toBeDefined();
  });

  test("refuses a country that is not allowed, and a number without one, before it counts anything", async () => {
    const tenant = await newTenant({ allowedCountries: ["DE"] });
    for (const country of ["US", null])
      await expect(send(tenant, { country })).rejects.toMatchObject({ code: "country_not_allowed", status: 403 });
    await send(tenant, { country: "DE" });
    expect((await showLimits(tenant)).usage.messages).toBe(1);
  });

  test("refuses a premium-rate number before it counts anything, unless the tenant allows those", async () => {
    const to = "+19002345670";
    const tenant = await newTenant({});
    await expect(send(tenant, { to })).rejects.toMatchObject({ code: "premium_number_not_allowed", status: 403 });
    expect((await showLimits(tenant)).usage.messages).toBe(0);
    await expect(send(await newTenant({ allowPremiumNumbers: true }), { to })).resolves.toBeDefined();
  });

  test("grants exactly the monthly cap of concurrent messages, and starts again next month", async () => {
    restoreClock = setClock(() => Date.UTC(2026, 10, 30, 23, 59, 0));
    const tenant = await newTenant({ monthlyMessages: 7 });
    const all = await outcomes(Array.from({ length: 20 }, () => send(tenant)));
    expect(count(all, "granted")).toBe(7);
    expect(count(all, "cap_reached")).toBe(13);
    await expect(send(tenant)).rejects.toMatchObject({
      status: 429,
      detail: { retryAfterSeconds: 60, extensions: { limit: "monthlyMessages" } },
    });
    restoreClock();
    restoreClock = setClock(() => Date.UTC(2026, 11, 1));
    await expect(send(tenant)).resolves.toBeDefined();
    expect((await showLimits(tenant)).usage).toEqual({
      month: "2026-12",
      messages: 1,
      estimatedSpendUsd: 0.0083,
      resetsAt: "2027-01-01T00:00:00.000Z",
    });
  });

  test("refuses a send whose estimate would exceed the monthly spending cap", async () => {
    const tenant = await newTenant({ monthlySpendUsd: 0.05 });
    const all = await outcomes(Array.from({ length: 4 }, () => send(tenant, { segments: 2 })));
    expect(count(all, "granted")).toBe(3);
    expect(count(all, "cap_reached")).toBe(1);
    await expect(send(tenant)).rejects.toMatchObject({ detail: { extensions: { limit: "monthlySpendUsd" } } });
  });

  test("warns once when 80 % of a cap are used", async () => {
    const tenant = await newTenant({ monthlyMessages: 10, monthlySpendUsd: 10 });
    await Promise.all(Array.from({ length: 7 }, () => send(tenant)));
    expect(await eventsOf(scopeOf(tenant, "live"))).toEqual([]);
    await Promise.all(Array.from({ length: 3 }, () => send(tenant)));
    expect(await eventsOf(scopeOf(tenant, "live"))).toEqual([
      {
        id: expect.stringMatching(/^evt_/),
        type: "limit.warning",
        createdAt: expect.any(String),
        data: { limit: "monthlyMessages", month: expect.any(String), cap: 10, usedPercent: 80 },
      },
    ]);
  });

  test("warns again by another event after the cap is raised", async () => {
    const scope = scopeOf(await newTenant(), "live");
    const caps = [10, 100, 100].map((most) => ({ name: messagesIn(thisMonth()), add: 1, most }));
    for (const cap of caps) await warnOfCaps(scope, [cap]);
    await warnOfCaps(scope, caps);
    expect((await eventsOf(scope)).map(({ data }) => data.cap).sort()).toEqual([10, 100]);
  });

  test("warns once although many function instances find 80 % used", async () => {
    const scope = scopeOf(await newTenant(), "live");
    const caps = [{ name: messagesIn(thisMonth()), add: 1, most: 10 }];
    const functions = [];
    for (let instance = 0; instance < 8; instance++) {
      vi.resetModules();
      functions.push(await import("../../shared/limits/caps/warn-of-cap.ts"));
    }
    await Promise.all(functions.map((one) => one.warnOfCaps(scope, caps)));
    expect(await eventsOf(scope)).toHaveLength(1);
  });

  test.each([
    ["a later send", 10, 8, "granted"],
    ["a send that the cap refuses", 2, 2, "cap_reached"],
  ])("grants the send when the warning cannot be written, and warns at %s", async (_what, cap, used, next) => {
    let at = Date.UTC(2026, 10, 20);
    restoreClock = setClock(() => at);
    const tenant = await newTenant({ monthlyMessages: cap });
    vi.stubEnv(tableVariables.events, "gone");
    for (let i = 0; i < used; i++) await expect(send(tenant)).resolves.toBeDefined();
    vi.stubEnv(tableVariables.events, tableNamed("events"));
    expect(await eventsOf(scopeOf(tenant, "live"))).toEqual([]);
    at += 30_000;
    expect(await outcomes([send(tenant)])).toEqual([next]);
    expect(await eventsOf(scopeOf(tenant, "live"))).toMatchObject([{ type: "limit.warning", data: { cap } }]);
  });

  test("does not warn when it refuses one send too large for the cap", async () => {
    const tenant = await newTenant({ monthlySpendUsd: 0.05 });
    await send(tenant);
    await expect(send(tenant, { segments: 6 })).rejects.toMatchObject({ code: "cap_reached" });
    expect(await eventsOf(scopeOf(tenant, "live"))).toEqual([]);
  });

  test("makes one extra store call to warn, and none after the warning", async () => {
    const tenant = await newTenant({ monthlyMessages: 10 });
    const calls: number[] = [];
    const asked = vi.spyOn(dynamodb(), "send");
    for (let i = 0; i < 10; i++) {
      asked.mockClear();
      await send(tenant);
      calls.push(asked.mock.calls.length);
    }
    asked.mockRestore();
    // The first send also reads the tenant's limits. Each send draws from two buckets at once.
    expect(calls).toEqual([3, 2, 2, 2, 2, 2, 2, 3, 2, 2]);
  });

  test("counts test messages against the rates, not against the caps", async () => {
    const tenant = await newTenant({ monthlyMessages: 1, perTenant: { perSecond: 0.01, burst: 3 } });
    for (let i = 0; i < 3; i++) await send(tenant, { isTest: true });
    await expect(send(tenant, { isTest: true })).rejects.toMatchObject({ code: "rate_limited" });
    expect((await showLimits(tenant)).usage).toMatchObject({ messages: 0, estimatedSpendUsd: 0 });
    await expect(send(tenant, { scope: scopeOf(tenant, "test"), isTest: true })).resolves.toBeDefined();
  });

  test("counts paced messages against the caps, not against the tenant's rate", async () => {
    const tenant = await newTenant({ monthlyMessages: 5, perTenant: { perSecond: 0.01, burst: 1 } });
    await send(tenant);
    for (let i = 0; i < 4; i++) await send(tenant, { isFromBatch: true });
    await expect(send(tenant, { isFromBatch: true })).rejects.toMatchObject({ code: "cap_reached" });
  });

  test("refunds every limit when it refuses a send or when the caller gives it back", async () => {
    restoreClock = setClock(() => Date.UTC(2026, 10, 20));
    const tenant = await newTenant({ perNumber: { perHour: 1, burst: 1 }, perTenant: { perSecond: 0.01, burst: 3 } });
    const to = "+14155550199";
    const first = await send(tenant, { to });
    for (let i = 0; i < 5; i++) await expect(send(tenant, { to })).rejects.toMatchObject({ code: "rate_limited" });
    expect((await showLimits(tenant)).usage.messages).toBe(1);
    await first.giveBack();
    expect((await showLimits(tenant)).usage).toMatchObject({ messages: 0, estimatedSpendUsd: 0 });
    await send(tenant, { to });
    await send(tenant);
    await send(tenant);
    await expect(send(tenant)).rejects.toMatchObject({ detail: { extensions: { limit: "perTenant" } } });
  });

  test("refuses every send when its store fails (invariant 20)", async () => {
    const [warm, cold] = [await newTenant(), await newTenant()];
    await send(warm);
    vi.stubEnv(tableVariables.limits, "gone");
    for (const tenant of [warm, cold])
      await expect(send(tenant)).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
  });

  test("keeps no number in any key or attribute (invariant 25)", async () => {
    await send(await newTenant({ perCountry: { perHour: 5, burst: 5 } }), { to: "+14155557777" });
    for (const table of ["limits", "events"] as const) {
      const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: tableNamed(table) }));
      expect(JSON.stringify(Items)).not.toContain("4155557777");
    }
  });
});
