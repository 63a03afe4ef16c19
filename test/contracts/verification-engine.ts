import { beforeAll, describe, expect, test } from "vitest";
import { eventually, newNumber, simulator, type TestTenant } from "../support/hub/hub.ts";
import { begin, check, codeAt, forgetSends, otherThan } from "../verifications/verification-client.ts";

/** Faults that a test can set for the next code to a number. */
export type CodeFault = "landline" | "fraud" | "country" | "throttled" | "credentials" | "lost answer";

export interface EngineUnderTest {
  tenant: TestTenant;
  /** Ends the code's lifetime in the engine's own store. */
  expire(begun: { id: string; to: string }): Promise<unknown>;
  fail(to: string, fault: CodeFault): Promise<unknown>;
}

/** The shortest cooldown that a policy allows. The contract never waits for it to pass; test/load does. */
const cooldownSeconds = 10;
export const contractPolicy = { cooldownSeconds: [cooldownSeconds] };

/** The contract of every engine: a client sees the same statuses, answers and problems with each. */
export const verificationEngineContract = (
  name: "own" | "twilio-verify",
  open: () => Promise<EngineUnderTest>,
): void => {
  describe(`engine ${name}`, () => {
    let it: EngineUnderTest;
    beforeAll(async () => {
      it = await open();
    });
    const api = () => it.tenant.api;
    const start = (to: string, request: object = {}) =>
      api().post("/v1/verifications", { to, purpose: "login", ...request });
    const truth = async (id: string) => (await api().get(`/v1/verifications/${id}`)).body;
    const startUnder = async (fault: CodeFault) => {
      const to = newNumber();
      await it.fail(to, fault);
      return { to, ...(await start(to)) };
    };

    test("startVerification sends a code; checkVerification refuses another and approves it once", async () => {
      const to = newNumber();
      const started = await start(to, { userId: "ana", metadata: { page: "sign-up" } });
      expect(started.status).toBe(201);
      expect(started.body).toMatchObject({
        engine: name,
        channel: "sms",
        purpose: "login",
        userId: "ana",
        metadata: { page: "sign-up" },
        status: "pending",
        attemptsLeft: 5,
        sends: [{ channel: "sms", status: "sent", error: null }],
        isTest: false,
      });
      const { id } = started.body;
      const code = await codeAt(to);
      expect(code).toMatch(/^\d{6}$/);
      const wrong = await check(api(), id, otherThan(code));
      expect(wrong.status).toBe(200);
      expect(wrong.body).toMatchObject({ approved: false, verification: { status: "pending", attemptsLeft: 4 } });
      const right = await check(api(), id, code);
      expect(right.status).toBe(200);
      const approvedAt = expect.stringMatching(/^\d{4}-/);
      expect(right.body).toMatchObject({ approved: true, verification: { id, status: "approved", approvedAt } });
      const again = await check(api(), id, code);
      expect([again.status, again.body.code]).toEqual([410, "verification_closed"]);
    });

    test("checkVerificationByNumber finds the latest verification by number and purpose", async () => {
      const { to, id, code } = await begin(it.tenant);
      const byNumber = (purpose: string) => api().post("/v1/verifications/check", { to, purpose, code });
      expect((await byNumber("password_reset")).status).toBe(404);
      expect((await byNumber("login")).body).toMatchObject({ approved: true, verification: { id } });
    });

    test("checkVerification compares five codes, and no sixth even if it is right (invariant 12)", async () => {
      const { id, code } = await begin(it.tenant);
      const tries = [];
      for (let n = 0; n < 5; n += 1) tries.push((await check(api(), id, otherThan(code))).body);
      expect(tries.map(({ approved }) => approved)).toEqual([false, false, false, false, false]);
      expect(tries.map(({ verification }) => verification.attemptsLeft)).toEqual([4, 3, 2, 1, 0]);
      expect(tries.at(-1)).toMatchObject({ verification: { status: "max_attempts_reached" } });
      const sixth = await check(api(), id, code);
      expect([sixth.status, sixth.body.code]).toEqual([429, "too_many_attempts"]);
    });

    test("checkVerification approves one of many concurrent right codes (invariant 12)", async () => {
      const { id, code } = await begin(it.tenant);
      const answers = await Promise.all(Array.from({ length: 12 }, () => check(api(), id, code)));
      expect(answers.filter(({ body }) => body.approved === true)).toHaveLength(1);
    });

    test("checkVerification refuses the code of an expired verification", async () => {
      const begun = await begin(it.tenant);
      await it.expire(begun);
      const late = await check(api(), begun.id, begun.code);
      expect([late.status, late.body.code]).toEqual([410, "verification_closed"]);
    });

    test("cancelVerification ends the code, and resendVerification sends no other", async () => {
      const { id, code } = await begin(it.tenant);
      const canceled = await api().post(`/v1/verifications/${id}/cancel`);
      expect([canceled.status, canceled.body.status]).toEqual([200, "canceled"]);
      expect((await check(api(), id, code)).status).toBe(410);
      expect((await api().post(`/v1/verifications/${id}/resend`, {})).status).toBe(410);
    });

    test("resendVerification sends again, and keeps the counted attempts (invariant 13)", async () => {
      const { id, to, code } = await begin(it.tenant);
      await check(api(), id, otherThan(code));
      const tooSoon = await api().post(`/v1/verifications/${id}/resend`, {});
      expect(tooSoon.status).toBe(429);
      expect(Number(tooSoon.headers.get("retry-after"))).toBeLessThanOrEqual(cooldownSeconds);
      await forgetSends(it.tenant, id);
      const resent = await api().post(`/v1/verifications/${id}/resend`, { channel: "call" });
      expect(resent.status).toBe(200);
      expect(resent.body).toMatchObject({
        channel: "call",
        attemptsLeft: 4,
        sends: [{ channel: "sms" }, { channel: "call" }],
      });
      const codes = await eventually(
        () => simulator.codes(to),
        (all) => all.length === 2,
      );
      expect((await check(api(), id, codes.at(-1) ?? "")).body).toMatchObject({ approved: true });
    });

    test.each(["whatsapp", "call"] as const)("startVerification sends the code by %s", async (channel) => {
      const to = newNumber();
      const { status, body } = await start(to, { channel });
      expect([status, body.channel]).toEqual([201, channel]);
      const [code = ""] = await eventually(
        () => simulator.codes(to),
        (codes) => codes.length > 0,
      );
      expect((await simulator.phone(to)).received).toMatchObject([{ channel }]);
      expect((await check(api(), body.id, code)).body).toMatchObject({ approved: true });
    });

    test("startVerification uses the requested language", async () => {
      const to = newNumber();
      await start(to, { locale: "es-CR" });
      const [message] = (await simulator.phone(to)).received;
      expect(message?.text).toMatch(/\b(es tu|Tu) /);
    });

    // Invariant 14: startVerification does not reveal the kind of a number.
    test.each(["landline", "fraud"] as const)(
      "startVerification gives the usual answer when it cannot send: %s",
      async (fault) => {
        const usual = (await start(newNumber())).body;
        const { status, body, to } = await startUnder(fault);
        expect(status).toBe(201);
        const shape = (one: Record<string, unknown>) => ({
          ...one,
          id: "",
          to: "",
          createdAt: "",
          expiresAt: "",
          nextSendAt: "",
        });
        const at = expect.any(String);
        expect(shape(body)).toEqual({ ...shape(usual), sends: [{ channel: "sms", status: "sent", error: null, at }] });
        const { sends } = await truth(body.id);
        expect(sends).toMatchObject([
          { status: "failed", error: { code: expect.stringMatching(/^(recipient|fraud)_/) } },
        ]);
        expect(await simulator.codes(to)).toEqual([]);
        const checked = await check(api(), body.id, "123456");
        expect([checked.status, checked.body.approved]).toEqual([200, false]);
      },
    );

    test("startVerification answers 409 for a country it cannot send to, and leaves nothing behind", async () => {
      const { to, status, body } = await startUnder("country");
      expect([status, body.code]).toEqual([409, "conflict"]);
      expect(body).toMatchObject({ providerError: "country_not_permitted" });
      expect((await start(to)).status).toBe(201);
    });

    test("startVerification answers 503 when the provider is busy, and leaves nothing behind", async () => {
      const { to, status, body, headers } = await startUnder("throttled");
      expect([status, body.code]).toEqual([503, "temporarily_unavailable"]);
      expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await start(to)).status).toBe(201);
    });

    test("startVerification answers 422 when the provider refuses the credentials, and leaves nothing behind", async () => {
      const { to, status, body } = await startUnder("credentials");
      expect([status, body.code]).toEqual([422, "provider_rejected_credentials"]);
      const { body: listed } = await api().get(`/v1/verifications?to=${encodeURIComponent(to)}`);
      expect(listed.items).toEqual([]);
    });

    test("checkVerification approves a code whose send got no answer from the provider", async () => {
      const { to, status, body } = await startUnder("lost answer");
      expect(status).toBe(201);
      expect(body.sends).toMatchObject([{ status: "sent" }]);
      expect((await truth(body.id)).sends).toMatchObject([{ status: "unknown" }]);
      expect((await check(api(), body.id, await codeAt(to))).body).toMatchObject({ approved: true });
    });
  });
};
