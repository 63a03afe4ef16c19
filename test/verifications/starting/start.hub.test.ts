import { beforeAll, describe, expect, test } from "vitest";
import { calling } from "../../support/channels.ts";
import { eventually, newNumber, newTenant, simulator, type TestTenant } from "../../support/hub/hub.ts";
import { begin, check, codeAt, forgetSends, policyPath } from "../verification-client.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant();
});

const start = (request: object, headers?: Record<string, string>, { api } = tenant) =>
  api.post("/v1/verifications", { purpose: "login", ...request }, headers);
const shown = async (id: string) => (await tenant.api.get(`/v1/verifications/${id}`)).body;

describe("startVerification", () => {
  test("sends a code to the phone, which checkVerification approves", async () => {
    const to = newNumber();
    const { status, body } = await start({ to, metadata: { cart: "7" } });
    expect(body).toMatchObject({
      to: `${to.slice(0, 5)}•••${to.slice(-4)}`,
      channel: "sms",
      engine: "own",
      purpose: "login",
      userId: null,
      metadata: { cart: "7" },
      status: "pending",
      attemptsLeft: 5,
      isTest: false,
      approvedAt: null,
      sends: [{ channel: "sms", status: "sent", error: null }],
    });
    expect(status).toBe(201);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(600_000);
    const wait = Date.parse(body.nextSendAt) - Date.parse(body.createdAt);
    expect(wait).toBeGreaterThan(29_000);
    expect(wait).toBeLessThan(35_000);
    const code = await codeAt(to);
    expect(code).toMatch(/^\d{6}$/);
    expect(JSON.stringify(body)).not.toContain(code);
    const checked = await check(tenant.api, body.id, code);
    expect(checked).toMatchObject({ status: 200, body: { approved: true, verification: { status: "approved" } } });
    expect(checked.body.verification.approvedAt).toEqual(expect.any(String));
  });

  test("reads a national number with the tenant's country or the request's", async () => {
    const to = newNumber();
    expect((await start({ to: to.slice(2) })).status).toBe(201);
    expect(await codeAt(to)).not.toBe("");
  });

  test("speaks the code by call, to a landline too", async () => {
    const caller = await newTenant({}, () => calling);
    const to = newNumber();
    const { body } = await start({ to, channel: "call" }, {}, caller);
    expect(body).toMatchObject({ channel: "call", sends: [{ channel: "call" }] });
    expect(await check(caller.api, body.id, await codeAt(to))).toMatchObject({ body: { approved: true } });
  });

  test("gives each verification its own code (invariant 13)", async () => {
    const [one, other] = await Promise.all([begin(tenant), begin(tenant)]);
    expect((await check(tenant.api, one.id, other.code)).body.approved).toBe(one.code === other.code);
    expect((await check(tenant.api, one.id, one.code)).body.approved).toBe(true);
  });
});

describe("startVerification with unusual input", () => {
  test.each([
    ["an unknown purpose", { purpose: "sightseeing" }, "invalid_request"],
    ["a malformed purpose", { purpose: "Log In!" }, "invalid_request"],
    ["an unknown channel", { channel: "pigeon" }, "invalid_request"],
    ["a malformed locale", { locale: "english please" }, "invalid_request"],
    ["an invalid address", { clientIp: "1.2.3" }, "invalid_request"],
    ["two endings", { webOrigin: "example.com", androidAppHash: "abcdefghijk" }, "invalid_request"],
    ["an invalid origin", { webOrigin: "exa mple.com" }, "invalid_request"],
    ["an unknown member", { code: "123456" }, "invalid_request"],
    ["an invalid number", { to: "12345" }, "invalid_number"],
    ["no number", { to: undefined }, "invalid_request"],
    ["a line break in the purpose", { purpose: "login\r\nx" }, "invalid_request"],
    ["NUL in a user's id", { userId: "a\u0000" }, "invalid_request"],
  ])("refuses %s, and sends nothing", async (_what, request, code) => {
    const to = newNumber();
    expect(await start({ to, ...request })).toMatchObject({ status: 400, body: { code } });
    expect(await simulator.requests({ to })).toEqual([]);
  });

  test("refuses a national number without a country", async () => {
    const nowhere = await newTenant({ defaultCountry: null });
    const answer = await start({ to: "4155550123" }, {}, nowhere);
    expect(answer).toMatchObject({ status: 400, body: { code: "country_required" } });
  });

  test("falls back to another language for a locale without a text", async () => {
    const { id, code } = await begin(tenant, { locale: "xh-ZA" });
    expect((await check(tenant.api, id, code)).body.approved).toBe(true);
  });

  test("refuses a country that is not allowed, by default all but the tenant's own", async () => {
    const to = "+4915112345678";
    expect(await start({ to })).toMatchObject({ status: 403, body: { code: "country_not_allowed" } });
    expect(await simulator.requests({ to })).toEqual([]);
    expect((await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
  });
});

describe("startVerification hides the kind of number (invariant 14)", () => {
  const rounds = 9;
  const landline = (): string => `+4930${Math.floor(1_000_000 + Math.random() * 8_999_999)}`;
  const mobile = (): string => `+49151${Math.floor(10_000_000 + Math.random() * 89_999_999)}`;
  let german: TestTenant;
  const kinds: Record<string, { numbers: string[]; sent: boolean }> = {};

  beforeAll(async () => {
    german = await newTenant({ defaultCountry: "DE" });
    const numbers = (make: () => string) => Array.from({ length: rounds }, make);
    Object.assign(kinds, {
      new: { numbers: numbers(mobile), sent: true },
      known: { numbers: numbers(mobile), sent: true },
      optedOut: { numbers: numbers(mobile), sent: false },
      landline: { numbers: numbers(landline), sent: false },
    });
    // The function must have received an answer from the provider before.
    for (let warm = 0; warm < 5; warm++) await begin(german, { to: mobile() });
    for (const to of kinds.known?.numbers ?? []) {
      const { id, code } = await begin(german, { to });
      await check(german.api, id, code);
      await forgetSends(german, id);
    }
    for (const to of kinds.optedOut?.numbers ?? []) await german.api.put(`/v1/opt-outs/${encodeURIComponent(to)}`, {});
  });

  test("in the status and shape of its answer, and prints how long it took", async () => {
    const took: Record<string, number[]> = {};
    const shapes = new Set<string>();
    // The kinds take turns, so that other load on the machine affects all of them.
    for (let round = 0; round < rounds; round++) {
      for (const [kind, { numbers, sent }] of Object.entries(kinds)) {
        const to = numbers[round] ?? "";
        const startedAt = performance.now();
        const { status, body } = await start({ to }, {}, german);
        took[kind] = [...(took[kind] ?? []), performance.now() - startedAt];
        shapes.add(JSON.stringify([status, shapeOf(body)]));
        expect((await simulator.codes(to)).length > 0).toBe(sent);
        const truth = (await german.api.get(`/v1/verifications/${body.id}`)).body.sends[0];
        expect(truth.status).toBe(sent ? "sent" : "suppressed");
        expect(await check(german.api, body.id, "000000")).toMatchObject({ status: 200, body: { approved: false } });
      }
    }
    const medians = Object.entries(took).map(([kind, times]) => `${kind}=${median(times).toFixed(0)}ms`);
    console.log(`verification start, medians of ${rounds}: ${medians.join(" ")}`);
    expect([...shapes]).toHaveLength(1);
  });

  const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;

  /** An answer without the members that always differ. */
  const shapeOf = ({ id, to, createdAt, expiresAt, nextSendAt, sends, ...rest }: Record<string, unknown>) => ({
    ...rest,
    id: typeof id,
    to: typeof to,
    times: [createdAt, expiresAt, nextSendAt].map((time) => typeof time),
    sends: (sends as { at: string }[]).map(({ at, ...send }) => ({ ...send, at: typeof at })),
  });

  test("when the provider refuses the number", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 400, code: 21610 });
    const { status, body } = await start({ to });
    expect({ status, body }).toMatchObject({ status: 201, body: { sends: [{ status: "sent", error: null }] } });
    expect((await shown(body.id)).sends).toMatchObject([
      { status: "failed", error: { code: "recipient_opted_out", providerCode: "21610" } },
    ]);
  });
});

describe("startVerification when the provider does not send", () => {
  /** Checks that the limits are unchanged: the next start sends at once. */
  const nothingIsLeft = async (to: string) => {
    expect((await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    await simulator.clearFaults({ to });
    expect((await start({ to })).status).toBe(201);
  };

  test("answers 503 with Retry-After for a throttle, and leaves nothing behind", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 7 });
    const answer = await start({ to });
    expect(answer).toMatchObject({ status: 503, body: { code: "temporarily_unavailable" } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    await nothingIsLeft(to);
  });

  test("answers a problem for a refused account, and leaves nothing behind", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "reject", status: 403, code: 21606, times: 1 });
    const answer = await start({ to });
    expect(answer).toMatchObject({ status: 409, body: { code: "conflict", providerCode: "21606" } });
    await nothingIsLeft(to);
  });

  test("does not send again after a lost answer, and accepts the code (invariant 1)", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "lost-response" });
    const { status, body } = await start({ to });
    expect(status).toBe(201);
    expect((await shown(body.id)).sends).toMatchObject([{ status: "unknown" }]);
    expect(await simulator.accepted({ to })).toHaveLength(1);
    expect((await check(tenant.api, body.id, await codeAt(to))).body.approved).toBe(true);
  });

  test("answers 409 before it makes anything when SMS is off", async () => {
    const bare = await newTenant({}, () => ({ channels: { sms: { isEnabled: false } } }));
    expect(await start({ to: newNumber() }, {}, bare)).toMatchObject({ status: 409, body: { code: "not_supported" } });
  });
});

describe("startVerification with Idempotency-Key (invariant 6)", () => {
  const key = () => ({ "idempotency-key": crypto.randomUUID() });

  test("makes one verification and one SMS of 20 concurrent equal requests", async () => {
    const to = newNumber();
    const headers = key();
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 500 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => start({ to }, headers)));
    for (const { status, body } of answers) if (status !== 201) expect(body.code).toBe("idempotency_in_flight");
    expect(new Set(answers.flatMap(({ status, body }) => (status === 201 ? [body.id] : []))).size).toBe(1);
    expect(await simulator.accepted({ to })).toHaveLength(1);
    const listed = await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`);
    expect(listed.body.items).toHaveLength(1);
  });

  test("answers a replay with the present verification, and sends nothing", async () => {
    const to = newNumber();
    const headers = key();
    const first = await start({ to }, headers);
    await check(tenant.api, first.body.id, await codeAt(to));
    const replay = await start({ to }, headers);
    expect(replay.headers.get("idempotent-replayed")).toBe("true");
    expect(replay).toMatchObject({ status: 201, body: { id: first.body.id, status: "approved" } });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("refuses another body under the same key, even for another number", async () => {
    const headers = key();
    const to = newNumber();
    await start({ to }, headers);
    const other = newNumber();
    expect(await start({ to: other }, headers)).toMatchObject({
      status: 422,
      body: { code: "idempotency_mismatch", detail: expect.stringMatching(/first used at 2\d{3}-/) },
    });
    expect(await simulator.requests({ to: other })).toEqual([]);
    expect((await start({ to: other })).status).toBe(201);
  });

  test("frees the key of a refused request", async () => {
    const headers = key();
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 1, times: 1 });
    expect((await start({ to }, headers)).status).toBe(503);
    await simulator.clearFaults({ to });
    expect((await start({ to }, headers)).status).toBe(201);
  });
});

describe("startVerification under the policy", () => {
  test("applies the code's length, lifetime, attempts and the channel of each send", async () => {
    const own = await newTenant({}, () => calling);
    await own.api.patch(policyPath, {
      codeLength: 8,
      lifetimeSeconds: 120,
      maximumAttempts: 3,
      ladder: ["sms", "call"],
      purposes: ["checkout"],
    });
    const { id, code, to } = await begin(own, { purpose: "checkout" });
    expect(code).toMatch(/^\d{8}$/);
    const { body } = await own.api.get(`/v1/verifications/${id}`);
    expect(Date.parse(body.expiresAt) - Date.parse(body.createdAt)).toBe(120_000);
    expect(body).toMatchObject({ attemptsLeft: 3, channel: "sms" });
    expect((await check(own.api, id, "123456")).status).toBe(400);
    await forgetSends(own, id);
    const resent = await own.api.post(`/v1/verifications/${id}/resend`, {});
    expect(resent.body).toMatchObject({ channel: "call", sends: [{ channel: "sms" }, { channel: "call" }] });
    // A call speaks the code digit by digit.
    const spoken = await eventually(
      () => codeAt(to, 2),
      ({ length }) => length === 8,
    );
    expect(await check(own.api, id, spoken)).toMatchObject({ body: { approved: true } });
    expect((await own.api.post("/v1/verifications", { to, purpose: "login" })).status).toBe(400);
  });

  test("refuses a channel outside the policy", async () => {
    const own = await newTenant();
    await own.api.patch(policyPath, { channels: ["sms"] });
    const to = newNumber();
    expect(await start({ to, channel: "whatsapp" }, {}, own)).toMatchObject({ status: 400 });
    expect((await start({ to }, {}, own)).status).toBe(201);
  });

  test("looks the number up first by policy, and sends nothing to a number that is no mobile", async () => {
    const own = await newTenant();
    await own.api.patch(policyPath, { lookupFirst: true });
    const [landline, risky, fine] = [newNumber(), newNumber(), newNumber()];
    await simulator.setLookup({ phoneNumber: landline, line_type_intelligence: { type: "landline" } });
    for (const phoneNumber of [risky, fine])
      await simulator.setLookup({ phoneNumber, line_type_intelligence: { type: "mobile" } });
    await simulator.setLookup({ phoneNumber: risky, sms_pumping_risk: { sms_pumping_risk_score: 90 } });
    for (const [to, expected] of [
      [landline, ["suppressed", "recipient_landline"]],
      [risky, ["suppressed", "fraud_suspected"]],
      [fine, ["sent", undefined]],
    ] as const) {
      const { body } = await start({ to }, {}, own);
      expect(body.sends).toMatchObject([{ status: "sent", error: null }]);
      const { sends } = (await own.api.get(`/v1/verifications/${body.id}`)).body;
      expect([sends[0].status, sends[0].error?.code]).toEqual(expected);
    }
  });
});
