import { beforeAll, describe, expect, test } from "vitest";
import { linesWith } from "../../observability/logged-lines.ts";
import { eventually, newNumber, simulator } from "../../support/hub/hub.ts";
import { begin, check, codeAt, forgetSends, otherThan } from "../verification-client.ts";
import { newVerifyingTenant, type VerifyingTenant } from "../verifying-tenant.ts";

let tenant: VerifyingTenant;
beforeAll(async () => {
  tenant = await newVerifyingTenant();
});

const start = (to: string, more: object = {}, by = tenant) =>
  by.api.post("/v1/verifications", { to, purpose: "login", ...more });
const sentTo = (number: string) => simulator.codes(number);
const refusedBy = (limit: string) => ({ status: 429, body: { code: "rate_limited", limit } });

describe("startVerification under limits", () => {
  test("sends one code for 20 concurrent requests, and gives the others a retry time (invariant 14)", async () => {
    const to = newNumber();
    const purposes = ["login", "registration"];
    const all = await Promise.all(Array.from({ length: 20 }, (_, i) => start(to, { purpose: purposes[i % 2] })));
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1);
    const refused = all.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(19);
    for (const answer of refused) {
      expect(answer.body).toMatchObject({ code: "rate_limited", limit: "cooldown" });
      const seconds = Number(answer.headers.get("retry-after"));
      expect(seconds).toBeGreaterThan(20);
      expect(seconds).toBeLessThanOrEqual(30);
      expect(Math.abs(Date.parse(answer.body.nextSendAt) - Date.now() - seconds * 1000)).toBeLessThan(5_000);
    }
    expect(await sentTo(to)).toHaveLength(1);
    // A refused request leaves no verification and consumes nothing from the monthly cap.
    expect((await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toHaveLength(1);
  });

  test("returns the time from which resendVerification is accepted", async () => {
    const to = newNumber();
    const { body } = await start(to);
    const wait = Date.parse(body.nextSendAt) - Date.parse(body.createdAt);
    expect(wait).toBeGreaterThanOrEqual(30_000);
    expect(wait).toBeLessThan(32_000);
    const early = await tenant.api.post(`/v1/verifications/${body.id}/resend`, {});
    expect(early).toMatchObject(refusedBy("cooldown"));
    expect(Math.abs(Date.parse(early.body.nextSendAt) - Date.parse(body.nextSendAt))).toBeLessThan(10);
    expect(await sentTo(to)).toHaveLength(1);
  });

  test("refuses a number whose wrong codes are used up (invariant 14)", async () => {
    const { to, id, code } = await begin(tenant);
    for (let i = 0; i < 5; i++) await check(tenant.api, id, otherThan(code));
    await forgetSends(tenant, id);
    const second = await start(to);
    const next = await codeAt(to);
    for (let i = 0; i < 4; i++) await check(tenant.api, second.body.id, otherThan(next));
    // This is the tenth failure. A resend does not reset the count.
    expect(await check(tenant.api, second.body.id, otherThan(next))).toMatchObject({ status: 200 });
    await forgetSends(tenant, id);
    const refused = await start(to);
    expect(refused).toMatchObject({ status: 429, body: { code: "too_many_attempts", limit: "failuresPerNumber" } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(24 * 3600 - 120);
    expect(await sentTo(to)).toHaveLength(2);
  });

  test("limits by client address, a whole /64 for IPv6, and by device", async () => {
    const own = await newVerifyingTenant({
      perClientIp: { perHour: 1, burst: 2 },
      perDevice: { perHour: 1, burst: 1 },
    });
    for (const clientIp of ["2001:db8::1", "2001:db8::2"])
      expect((await start(newNumber(), { clientIp }, own)).status).toBe(201);
    const to = newNumber();
    const third = await start(to, { clientIp: "2001:DB8:0:0:ffff::3" }, own);
    expect(third).toMatchObject(refusedBy("perClientIp"));
    expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(3500);
    expect(await sentTo(to)).toEqual([]);
    // The refusal left no cooldown, and the limit does not affect other networks.
    expect((await start(to, { clientIp: "2001:db8:0:1::1", deviceId: "d1" }, own)).status).toBe(201);
    expect(await start(newNumber(), { deviceId: "d1" }, own)).toMatchObject(refusedBy("perDevice"));
  });

  test("refuses foreign countries by default, and sends nothing", async () => {
    const to = "+447400123456";
    expect(await start(to)).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
    expect(await sentTo(to)).toEqual([]);
  });

  test("counts against the tenant's monthly message cap", async () => {
    const own = await newVerifyingTenant();
    await own.api.patch("/v1/tenants/current/limits", { monthlyMessages: 1 });
    expect((await start(newNumber(), {}, own)).status).toBe(201);
    expect(await start(newNumber(), {}, own)).toMatchObject({
      status: 429,
      body: { code: "cap_reached", limit: "monthlyMessages" },
    });
  });

  test("logs a line with the outcome, without the number or the code", async () => {
    const { id, to, code } = await begin(tenant);
    await check(tenant.api, id, code);
    const lines = await eventually(
      async () => linesWith(id),
      (all) => all.some((line) => line.code === "verification_checked"),
    );
    expect(lines.find((line) => line.code === "verification_sent")).toMatchObject({
      outcome: "sent",
      channel: "sms",
      engine: "own",
      VerificationSends: 1,
    });
    expect(lines.find((line) => line.code === "verification_checked")).toMatchObject({ VerificationChecks: 1 });
    expect(JSON.stringify(lines)).not.toContain(to.slice(1));
    expect(JSON.stringify(lines.map(({ verificationId, ...line }) => line))).not.toContain(`"${code}"`);
  });
});
