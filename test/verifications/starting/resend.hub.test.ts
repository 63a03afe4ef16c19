import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, newTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { begin, check, codeAt, expire, forgetSends, otherThan } from "../verification-client.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const resend = (id: string, body: object = {}) => tenant.api.post(`/v1/verifications/${id}/resend`, body);

describe("resendVerification", () => {
  test("sends another code and invalidates the previous one (invariant 13)", async () => {
    const { id, to, code } = await begin(tenant);
    await forgetSends(tenant, id);
    const resent = await resend(id);
    expect(resent).toMatchObject({ status: 200, body: { id, status: "pending", sends: [{}, { status: "sent" }] } });
    const second = await codeAt(to, 2);
    expect((await check(tenant.api, id, code)).body.approved).toBe(code === second);
    expect(await check(tenant.api, id, second)).toMatchObject({ status: 200, body: { approved: true } });
  });

  test("invalidates the previous code before it sends another", async () => {
    const { id, to, code } = await begin(tenant);
    await forgetSends(tenant, id);
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 3_000, times: 1 });
    const resending = resend(id);
    await eventually(
      async () => (await tenant.api.get(`/v1/verifications/${id}`)).body.sends,
      (sends) => sends.length === 2,
    );
    expect(await check(tenant.api, id, code)).toMatchObject({ status: 200, body: { approved: false } });
    expect((await resending).status).toBe(200);
  });

  test("never restores attempts (invariant 13)", async () => {
    const { id, to, code } = await begin(tenant);
    for (let wrong = 0; wrong < 3; wrong++) await check(tenant.api, id, otherThan(code));
    await forgetSends(tenant, id);
    expect((await resend(id)).body).toMatchObject({ attemptsLeft: 2 });
    const second = await codeAt(to, 2);
    await check(tenant.api, id, otherThan(second));
    expect((await check(tenant.api, id, otherThan(second))).body.verification.status).toBe("max_attempts_reached");
    expect(await check(tenant.api, id, second)).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
    expect(await resend(id)).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
  });

  test("refuses before nextSendAt, returns that time, and keeps the code valid (invariant 14)", async () => {
    const { id, to, code } = await begin(tenant);
    const refused = await resend(id);
    expect(refused).toMatchObject({ status: 429, body: { code: "rate_limited", nextSendAt: expect.any(String) } });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await tenant.api.post("/v1/verifications", { to, purpose: "registration" })).status).toBe(429);
    expect(await simulator.accepted({ to })).toHaveLength(1);
    expect((await check(tenant.api, id, code)).body.approved).toBe(true);
  });

  test("extends a pending verification to the full lifetime, and refuses an expired one", async () => {
    const { id } = await begin(tenant);
    await forgetSends(tenant, id);
    const before = (await tenant.api.get(`/v1/verifications/${id}`)).body;
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { body } = await resend(id);
    expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.parse(before.expiresAt));
    await expire(tenant, id);
    expect(await resend(id)).toMatchObject({ status: 410, body: { code: "verification_closed" } });
  });

  test("keeps the previous code valid when the provider throttles", async () => {
    const { id, to, code } = await begin(tenant);
    await forgetSends(tenant, id);
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 1, times: 1 });
    expect(await resend(id)).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    const { body } = await tenant.api.get(`/v1/verifications/${id}`);
    expect(body.sends).toHaveLength(1);
    expect((await check(tenant.api, id, code)).body.approved).toBe(true);
  });

  test("gives the usual answer for a number that opted out, and sends nothing (invariant 14)", async () => {
    const { id, to, code } = await begin(tenant);
    await forgetSends(tenant, id);
    await tenant.api.put(`/v1/opt-outs/${encodeURIComponent(to)}`, {});
    expect((await resend(id)).body.sends).toMatchObject([{ status: "sent" }, { status: "sent", error: null }]);
    expect(await simulator.accepted({ to })).toHaveLength(1);
    expect((await tenant.api.get(`/v1/verifications/${id}`)).body.sends).toMatchObject([
      { status: "sent" },
      { status: "suppressed", error: { code: "recipient_opted_out" } },
    ]);
    expect((await check(tenant.api, id, code)).body.approved).toBe(false);
  });

  test("sends one code for two concurrent requests", async () => {
    const { id, to } = await begin(tenant);
    await forgetSends(tenant, id);
    const statuses = (await Promise.all([resend(id), resend(id)])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 429]);
    expect(await simulator.accepted({ to })).toHaveLength(2);
  });

  test.each([
    ["an unknown channel", { channel: "pigeon" }],
    ["a malformed locale", { locale: "x".repeat(40) }],
    ["another number", { to: newNumber() }],
  ])("refuses %s", async (_what, body) => {
    const { id } = await begin(tenant);
    expect(await resend(id, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});
