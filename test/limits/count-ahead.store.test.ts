import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEventPage } from "../../shared/events/event-reads.ts";
import { type Scope, scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { checkLimits, type LimitedSend } from "../../shared/limits/check-limits.ts";
import { countAhead } from "../../shared/limits/count-ahead.ts";
import { writeLayers } from "../../shared/limits/limit-writes.ts";
import type { LimitOverrides } from "../../shared/limits/limits.ts";
import { showLimits } from "../../shared/limits/show-limits.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let tenants = 0;
const newTenant = async (limits: LimitOverrides): Promise<TenantId> => {
  const tenantId = `ten_ahead${++tenants}` as TenantId;
  const audit = { tenantId, actor: "test", action: "updateLimits", target: tenantId, requestId: "test" };
  await writeLayers(tenantId, { ceilings: {}, own: limits }, audit);
  return tenantId;
};

let numbers = 3_000_000;
const sendsOf = (tenantId: TenantId, countries: readonly string[]): LimitedSend[] =>
  countries.map((country) => ({
    scope: scopeOf(tenantId, "live"),
    to: `+1415${++numbers}`,
    country,
    channel: "sms",
    segments: 2,
    isTest: false,
    isFromBatch: true,
  }));

const usageOf = async (tenantId: TenantId) => {
  const { messages, estimatedSpendUsd } = (await showLimits(tenantId)).usage;
  return { messages, estimatedSpendUsd };
};
const warnings = async (scope: Scope) => (await readEventPage(scope, { limit: 50, matches: () => true })).items;

describe("countAhead()", () => {
  test("counts the same for many sends together as checkLimits one by one", async () => {
    const [together, single] = [await newTenant({ monthlyMessages: 100 }), await newTenant({ monthlyMessages: 100 })];
    const countries = ["US", "GB", "DE"];
    const counted = await countAhead(sendsOf(together, countries));
    for (const [at, send] of sendsOf(together, countries).entries())
      await checkLimits({ ...send, share: counted?.shares[at] });
    await counted?.settle();
    for (const send of sendsOf(single, countries)) await checkLimits(send);
    expect(await usageOf(together)).toEqual(await usageOf(single));
    expect((await usageOf(single)).messages).toBe(3);
  });

  test("refunds once for a send that a limit refuses or the caller gives back", async () => {
    const tenant = await newTenant({ monthlyMessages: 100, allowedCountries: ["US"] });
    const sends = sendsOf(tenant, ["US", "GB", "US", "US"]);
    const counted = await countAhead(sends);
    expect((await usageOf(tenant)).messages).toBe(4);
    const made = await Promise.allSettled(
      sends.map((send, at) => checkLimits({ ...send, share: counted?.shares[at] })),
    );
    expect(made.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    const [, , third] = made;
    if (third?.status === "fulfilled") await Promise.all([third.value.giveBack(), third.value.giveBack()]);
    await counted?.settle();
    expect(await usageOf(tenant)).toEqual({ messages: 2, estimatedSpendUsd: (2 * 2 * 8_300) / 1_000_000 });
  });

  test("counts nothing and returns null when not all sends fit the cap", async () => {
    const tenant = await newTenant({ monthlyMessages: 5 });
    expect(await countAhead(sendsOf(tenant, Array(6).fill("US")))).toBeNull();
    expect((await usageOf(tenant)).messages).toBe(0);
    expect(await countAhead(sendsOf(tenant, Array(5).fill("US")))).not.toBeNull();
    await expect(checkLimits(sendsOf(tenant, ["US"])[0] as LimitedSend)).rejects.toMatchObject({ code: "cap_reached" });
  });

  test("warns once when it crosses 80 % of a cap", async () => {
    const tenant = await newTenant({ monthlyMessages: 10 });
    await countAhead(sendsOf(tenant, Array(7).fill("US")));
    expect(await warnings(scopeOf(tenant, "live"))).toEqual([]);
    await countAhead(sendsOf(tenant, Array(2).fill("US")));
    await countAhead(sendsOf(tenant, ["US"]));
    expect(await warnings(scopeOf(tenant, "live"))).toMatchObject([
      { type: "limit.warning", data: { limit: "monthlyMessages" } },
    ]);
  });

  test("returns null for test messages, which have no cost", async () => {
    const tenant = await newTenant({ monthlyMessages: 5 });
    expect(await countAhead(sendsOf(tenant, ["US"]).map((send) => ({ ...send, isTest: true })))).toBeNull();
  });
});
