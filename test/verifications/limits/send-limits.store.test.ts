import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { tableVariables } from "../../../shared/kernel/config.ts";
import { scopeOf } from "../../../shared/kernel/ids.ts";
import { writeLayers } from "../../../shared/limits/limit-writes.ts";
import { showLimits } from "../../../shared/limits/show-limits.ts";
import { drawForCheck } from "../../../shared/verifications/limits/failure-limits.ts";
import { drawForSend, type LimitedCode } from "../../../shared/verifications/limits/send-limits.ts";
import { tableNamed } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";
import { codeOf, newNumber, newTenantId } from "./limited-code.ts";
import { type StoppedClock, stopClock } from "./stopped-clock.ts";

let store: TableStore;
beforeAll(async () => {
  store = await startTableStore();
});
afterAll(() => store.close());

let clock: StoppedClock;
beforeEach(() => {
  clock = stopClock();
});
afterEach(() => {
  clock.restore();
  vi.unstubAllEnvs();
});

const outcomes = async (asked: Promise<unknown>[]): Promise<string[]> => {
  const settled = await Promise.allSettled(asked);
  return settled.map((one) =>
    one.status === "fulfilled" ? "drawn" : (one.reason.detail.extensions?.limit ?? one.reason.code),
  );
};
const refusal = (limit: string, retryAfterSeconds: number | undefined = undefined) => ({
  status: 429,
  code: "rate_limited",
  detail: {
    extensions: { limit },
    retryAfterSeconds: retryAfterSeconds ?? expect.any(Number),
  },
});

describe("drawForSend", () => {
  test("grants one of 30 concurrent starts, and gives the others a retry time (invariant 14)", async () => {
    const code = await codeOf(newTenantId());
    const all = await outcomes(Array.from({ length: 30 }, () => drawForSend(code)));
    expect(all.filter((one) => one === "drawn")).toHaveLength(1);
    expect(all.filter((one) => one === "cooldown")).toHaveLength(29);
    await expect(drawForSend(code)).rejects.toMatchObject(refusal("cooldown", 30));
    await expect(drawForSend(code)).rejects.toMatchObject({
      detail: { extensions: { nextSendAt: new Date(clock.now() + 30_000).toISOString() } },
    });
  });

  test("waits 30, 60, 120 and 120 s, and sends at most five codes an hour for all purposes (invariant 14)", async () => {
    const code = await codeOf(newTenantId());
    const startedAt = clock.now();
    for (const wait of [30, 60, 120, 120]) {
      expect((await drawForSend(code)).nextSendAt).toBe(clock.now() + wait * 1000);
      clock.advance(wait * 1000 - 1);
      await expect(drawForSend(code)).rejects.toMatchObject(refusal("cooldown"));
      clock.advance(1);
    }
    expect((await drawForSend(code)).nextSendAt).toBe(startedAt + 3_600_000);
    clock.advance(120_000);
    await expect(drawForSend(code)).rejects.toMatchObject(refusal("perNumber", 3600 - 330 - 120));
    clock.advance(startedAt + 3_600_000 - clock.now());
    await expect(drawForSend(code)).resolves.toBeDefined();
  });

  test("refunds every limit when another refuses or the caller gives back", async () => {
    const tenant = newTenantId();
    const clientIp = "198.51.100.7";
    const overrides = { perClientIp: { perHour: 1, burst: 1 }, perTenant: { perHour: 1, burst: 3 } };
    const first = await drawForSend(await codeOf(tenant, { clientIp, overrides }));
    const code = await codeOf(tenant, { clientIp, overrides });
    for (let i = 0; i < 4; i++) await expect(drawForSend(code)).rejects.toMatchObject(refusal("perClientIp"));
    expect((await showLimits(tenant)).usage.messages).toBe(1);
    await first.giveBack();
    expect((await showLimits(tenant)).usage.messages).toBe(0);
    await expect(drawForSend(code)).resolves.toBeDefined();
    await drawForSend(await codeOf(tenant, { overrides }));
    await drawForSend(await codeOf(tenant, { overrides }));
    await expect(drawForSend(await codeOf(tenant, { overrides }))).rejects.toMatchObject(refusal("perTenant"));
  });

  const ofOne = (name: string, shared: (n: number) => Partial<LimitedCode>, other: Partial<LimitedCode>) =>
    [name, shared, other] as const;
  test.each([
    ofOne("perClientIp", () => ({ clientIp: "192.0.2.1" }), { clientIp: "192.0.2.2" }),
    ofOne("perClientIp", (n) => ({ clientIp: `2001:db8:1:2::${n}` }), { clientIp: "2001:db8:1:3::1" }),
    ofOne("perClientIp", (n) => ({ clientIp: n % 2 ? "203.0.113.9" : "::ffff:203.0.113.9" }), {
      clientIp: "203.0.113.8",
    }),
    ofOne("perDevice", () => ({ deviceId: "phone-1" }), { deviceId: "phone-2" }),
    ofOne("perPrefix", (n) => ({ to: `+1415555${1000 + n}` }), { to: "+14155561000" }),
    ofOne("perTenant", () => ({}), { scope: scopeOf(newTenantId(), "live") }),
  ])("limits %s without effect on others (invariant 14)", async (name, shared, other) => {
    const tenant = newTenantId();
    const overrides = { [name]: { perHour: 3600, burst: 2 } };
    for (let n = 0; n < 2; n++) await drawForSend(await codeOf(tenant, { ...shared(n), overrides }));
    await expect(drawForSend(await codeOf(tenant, { ...shared(2), overrides }))).rejects.toMatchObject(
      refusal(name, 1),
    );
    await expect(drawForSend(await codeOf(tenant, { ...other, overrides }))).resolves.toBeDefined();
  });

  test("refuses a country that is not allowed, and a number without one, before it counts anything", async () => {
    const tenant = newTenantId();
    for (const country of ["GB", null])
      await expect(drawForSend(await codeOf(tenant, { country }))).rejects.toMatchObject({
        status: 403,
        code: "country_not_allowed",
      });
    await expect(drawForSend(await codeOf(tenant, { allowedCountries: [] }))).rejects.toMatchObject({ status: 403 });
    expect((await showLimits(tenant)).usage.messages).toBe(0);
  });

  test("refuses a number whose failures are used up, resends included", async () => {
    const code = await codeOf(newTenantId());
    for (let i = 0; i < 10; i++) await drawForCheck(code);
    clock.advance(3_600_000);
    await expect(drawForSend(code)).rejects.toMatchObject({
      status: 429,
      code: "too_many_attempts",
      detail: { retryAfterSeconds: 23 * 3600 },
    });
    clock.advance(23 * 3_600_000);
    await expect(drawForSend(code)).resolves.toBeDefined();
  });

  test("counts a text, a call and a WhatsApp message against the tenant's limits and caps", async () => {
    const tenant = newTenantId();
    const audit = { tenantId: tenant, actor: "test", action: "updateLimits", target: tenant, requestId: "test" };
    await writeLayers(tenant, { ceilings: {}, own: { monthlyMessages: 3 } }, audit);
    for (const channel of ["sms", "call", "whatsapp"] as const) await drawForSend(await codeOf(tenant, { channel }));
    await expect(drawForSend(await codeOf(tenant))).rejects.toMatchObject({ status: 429, code: "cap_reached" });
    await expect(drawForSend(await codeOf(tenant, { isTest: true }))).resolves.toBeDefined();
  });

  test("refuses when its store fails (invariant 20)", async () => {
    const code = await codeOf(newTenantId());
    await drawForSend(code);
    vi.stubEnv(tableVariables.limits, "gone");
    await expect(drawForSend(code)).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
    await expect(drawForCheck(code)).rejects.toMatchObject({ code: "temporarily_unavailable", status: 503 });
  });

  test("keeps no number, address or device in any key or attribute (invariant 25)", async () => {
    const to = newNumber();
    const code = await codeOf(newTenantId(), { to, clientIp: "198.51.100.77", deviceId: "a-telling-name" });
    await drawForSend(code);
    await drawForCheck(code);
    for (const table of ["limits", "verifications", "events"] as const) {
      const { Items = [] } = await dynamodb().send(new ScanCommand({ TableName: tableNamed(table) }));
      const text = JSON.stringify(Items);
      for (const secret of [to.slice(1), "198.51.100.77", "a-telling-name"]) expect(text).not.toContain(secret);
    }
  });
});

describe("drawForCheck", () => {
  test("counts at most ten failures of a number in 24 hours, even for 60 concurrent checks (invariants 12, 14)", async () => {
    const code = await codeOf(newTenantId());
    const all = await outcomes(Array.from({ length: 60 }, () => drawForCheck(code)));
    expect(all.filter((one) => one === "drawn")).toHaveLength(10);
    await expect(drawForCheck(code)).rejects.toMatchObject({
      status: 429,
      code: "too_many_attempts",
      detail: { retryAfterSeconds: 24 * 3600, extensions: { limit: "failuresPerNumber" } },
    });
  });

  test("counts no failure for a right code", async () => {
    const code = await codeOf(newTenantId());
    for (let i = 0; i < 25; i++) await (await drawForCheck(code)).giveBack();
    for (let i = 0; i < 10; i++) await drawForCheck(code);
    await expect(drawForCheck(code)).rejects.toMatchObject({ code: "too_many_attempts" });
  });

  test("limits an address to its burst times the attempts, and counts no failure when it refuses", async () => {
    const tenant = newTenantId();
    const overrides = { perClientIp: { perHour: 10, burst: 2 }, maximumAttempts: 3 };
    const clientIp = "192.0.2.33";
    for (let i = 0; i < 6; i++) await drawForCheck(await codeOf(tenant, { clientIp, overrides }));
    const code = await codeOf(tenant, { clientIp, overrides });
    await expect(drawForCheck(code)).rejects.toMatchObject(refusal("perClientIp", 120));
    const elsewhere = { ...code, clientIp: undefined };
    const all = await outcomes(Array.from({ length: 12 }, () => drawForCheck(elsewhere)));
    expect(all.filter((one) => one === "drawn")).toHaveLength(10);
  });
});
