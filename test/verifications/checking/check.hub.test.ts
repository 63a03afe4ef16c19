import { beforeAll, describe, expect, test } from "vitest";
import { api, eventually, newNumber, newTenant, type TestTenant, tokenFor } from "../../support/hub/hub.ts";
import { amendRow, begin, check, eventsOf, expire, forgetSends, otherThan } from "../verification-client.ts";

let tenant: TestTenant;
let stranger: TestTenant;
beforeAll(async () => {
  [tenant, stranger] = await Promise.all([newTenant(), newTenant()]);
});

const attemptsLeft = async (id: string): Promise<number> =>
  (await tenant.api.get(`/v1/verifications/${id}`)).body.attemptsLeft;

/** The code in the digits of another script, given that script's zero. */
const inScript = (code: string, nought: number): string =>
  [...code].map((digit) => String.fromCodePoint(nought + Number(digit))).join("");

describe("checkVerification with a differently typed code", () => {
  test.each([
    ["spaces", (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} `],
    ["a hyphen", (code: string) => `${code.slice(0, 3)}-${code.slice(3)}`],
    ["a dash and a no-break space", (code: string) => `${code.slice(0, 3)}\u2013\u00a0${code.slice(3)}`],
    ["invisible marks", (code: string) => `\u202a${code.slice(0, 2)}\u200b${code.slice(2)}\u202c`],
    ["full-width digits", (code: string) => inScript(code, 0xff10)],
    ["Arabic digits", (code: string) => inScript(code, 0x660)],
    ["Persian digits", (code: string) => inScript(code, 0x6f0)],
    ["Devanagari digits", (code: string) => inScript(code, 0x966)],
    ["mathematical digits", (code: string) => inScript(code, 0x1d7ce)],
  ])("accepts %s", async (_what, typed) => {
    const { id, code } = await begin(tenant);
    expect(await check(tenant.api, id, typed(code))).toMatchObject({ status: 200, body: { approved: true } });
  });
});

describe("checkVerification with an impossible code keeps all attempts", () => {
  let id: string;
  beforeAll(async () => {
    id = (await begin(tenant)).id;
  });
  test.each([
    ["letters", { code: "12345a" }],
    ["twenty digits", { code: "1".repeat(20) }],
    ["nothing", { code: "" }],
    ["spaces alone", { code: "   " }],
    ["three digits", { code: "123" }],
    ["one digit too few", { code: "12345" }],
    ["one digit too many", { code: "1234567" }],
    ["a number", { code: 123456 }],
    ["no code", {}],
    ["an extra member", { code: "123456", extra: true }],
    ["half a surrogate pair", '{"code":"12345\\ud800"}'],
  ])("refuses %s", async (_what, body) => {
    expect(await tenant.api.post(`/v1/verifications/${id}/check`, body)).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
    expect(await attemptsLeft(id)).toBe(5);
  });
});

describe("checkVerification with wrong codes", () => {
  test("counts down, and refuses even the right code after the last attempt", async () => {
    const { id, code } = await begin(tenant, { userId: "ana" });
    for (const left of [4, 3, 2, 1]) {
      const { status, body } = await check(tenant.api, id, otherThan(code));
      expect({ status, ...body }).toMatchObject({
        status: 200,
        approved: false,
        verification: { status: "pending", attemptsLeft: left },
      });
    }
    const last = await check(tenant.api, id, otherThan(code));
    expect(last).toMatchObject({
      status: 200,
      body: { approved: false, verification: { status: "max_attempts_reached", attemptsLeft: 0 } },
    });
    const late = await check(tenant.api, id, code);
    expect(late).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
    expect(Number(late.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await eventsOf(tenant.api, id)).toMatchObject([
      { type: "verification.failed", data: { purpose: "login", channel: "sms", engine: "own", isTest: false } },
    ]);
  });

  test("refuses a number's eleventh wrong code in a day, across verifications (invariant 14)", async () => {
    const { to, ...first } = await begin(tenant);
    let { id, code } = first;
    for (let wrong = 0; wrong < 10; wrong++) {
      if (wrong === 5) {
        await forgetSends(tenant, id);
        ({ id, code } = await begin(tenant, { to, purpose: "registration" }));
      }
      expect((await check(tenant.api, id, otherThan(code))).status).toBe(200);
    }
    await forgetSends(tenant, id);
    const third = await tenant.api.post("/v1/verifications", { to, purpose: "login" });
    expect(third).toMatchObject({ status: 429, body: { code: "too_many_attempts" } });
  });

  test("approves the right code while the number has failures left", async () => {
    const { id, code } = await begin(tenant);
    for (let wrong = 0; wrong < 4; wrong++) await check(tenant.api, id, otherThan(code));
    expect(await check(tenant.api, id, code)).toMatchObject({ status: 200, body: { approved: true } });
  });
});

describe("checkVerification after the end", () => {
  test("answers 410 for a used code", async () => {
    const { id, code } = await begin(tenant);
    await check(tenant.api, id, code);
    expect(await check(tenant.api, id, code)).toMatchObject({ status: 410, body: { code: "verification_closed" } });
  });

  test("answers 410 for an expired verification whose row still exists (invariant 19)", async () => {
    const { id, code } = await begin(tenant);
    await expire(tenant, id);
    expect(await check(tenant.api, id, code)).toMatchObject({ status: 410, body: { code: "verification_closed" } });
    expect((await tenant.api.get(`/v1/verifications/${id}`)).body).toMatchObject({
      status: "expired",
      attemptsLeft: 0,
      nextSendAt: null,
    });
  });

  test("answers 404 for a row past its 30 days that DynamoDB still holds (invariant 19)", async () => {
    const { id, to, code } = await begin(tenant);
    await amendRow(tenant, id, { expiresAt: Math.floor(Date.now() / 1000) - 1, codeExpiresAt: Date.now() - 1 });
    expect((await tenant.api.get(`/v1/verifications/${id}`)).status).toBe(404);
    expect((await tenant.api.get(`/v1/verifications?to=${encodeURIComponent(to)}`)).body.items).toEqual([]);
    expect((await check(tenant.api, id, code)).status).toBe(404);
  });

  test("answers 410 for a canceled verification, as cancel and resend do", async () => {
    const { id, code } = await begin(tenant);
    const canceled = await tenant.api.post(`/v1/verifications/${id}/cancel`);
    expect(canceled).toMatchObject({ status: 200, body: { status: "canceled", nextSendAt: null } });
    expect(await check(tenant.api, id, code)).toMatchObject({ status: 410, body: { code: "verification_closed" } });
    expect((await tenant.api.post(`/v1/verifications/${id}/cancel`)).status).toBe(410);
    expect((await tenant.api.post(`/v1/verifications/${id}/resend`, {})).status).toBe(410);
  });
});

describe("verification operations with an unknown id answer 404", () => {
  test.each([
    ["in the right format", `ver_${"A".repeat(32)}`],
    ["in another format", "ver_1"],
    ["of an internal row", "latest%23login"],
    ["without a prefix", "key"],
  ])("for an id %s", async (_what, id) => {
    expect(await check(tenant.api, id, "123456")).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect((await tenant.api.get(`/v1/verifications/${id}`)).status).toBe(404);
    expect((await tenant.api.post(`/v1/verifications/${id}/resend`, {})).status).toBe(404);
    expect((await tenant.api.post(`/v1/verifications/${id}/cancel`)).status).toBe(404);
  });

  test("for another tenant's id, without cost to its attempts (invariant 16)", async () => {
    const { id, code } = await begin(tenant);
    expect(await check(stranger.api, id, code)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await attemptsLeft(id)).toBe(5);
    expect((await check(tenant.api, id, code)).body.approved).toBe(true);
  });
});

describe("checkVerificationByNumber", () => {
  const byNumber = (to: string, code: string, more: object = {}) =>
    tenant.api.post("/v1/verifications/check", { to, purpose: "login", code, ...more });

  test("checks the latest verification of the number", async () => {
    const { to, code, id } = await begin(tenant);
    expect((await byNumber(to, otherThan(code))).body).toMatchObject({ approved: false, verification: { id } });
    const national = `(${to.slice(2, 5)}) ${to.slice(5, 8)}-${to.slice(8)}`;
    expect((await byNumber(national, code)).body).toMatchObject({ approved: true, verification: { id } });
    expect((await byNumber(to, code)).status).toBe(410);
  });

  test("finds the verification of a number by its other form (invariant 32)", async () => {
    const [written, other] = ["+5491123456784", "+541123456784"];
    const there = await newTenant({ defaultCountry: "AR" });
    const { code, id } = await begin(there, { to: written });
    const answer = await there.api.post("/v1/verifications/check", { to: other, purpose: "login", code });
    expect(answer.body).toMatchObject({ approved: true, verification: { id } });
    expect((await there.api.get(`/v1/verifications?to=${other.slice(1)}`)).body.items).toMatchObject([{ id }]);
  });

  test("checks only the given purpose (invariant 13)", async () => {
    const { to, code } = await begin(tenant);
    expect((await byNumber(to, code, { purpose: "password_reset" })).status).toBe(404);
    expect((await byNumber(to, code)).body.approved).toBe(true);
  });

  test("refuses a number without a verification, an unknown purpose and an invalid number", async () => {
    expect((await byNumber(newNumber(), "123456")).status).toBe(404);
    expect(await byNumber(newNumber(), "123456", { purpose: "sightseeing" })).toMatchObject({ status: 400 });
    expect(await byNumber("12", "123456")).toMatchObject({ status: 400, body: { code: "invalid_number" } });
    expect(await byNumber(newNumber(), "12x456")).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});

test("checkVerification writes an approval event, and marks the number of the named user as verified", async () => {
  const to = newNumber();
  const userId = `user-${crypto.randomUUID()}`;
  const user = api(await tokenFor({ tenant: tenant.id, user: userId }));
  await user.patch("/v1/users/me/preferences", { number: to });
  const { id, code } = await begin(tenant, { to, userId });
  const isProven = async () => (await tenant.api.get(`/v1/users/${userId}/preferences`)).body.numberVerified;
  expect(await isProven()).toBe(false);
  await check(tenant.api, id, code);
  const [event] = await eventsOf(tenant.api, id);
  expect(event).toMatchObject({ type: "verification.approved" });
  expect(JSON.stringify(event)).not.toContain(to.slice(1));
  expect(await eventually(isProven, Boolean)).toBe(true);
});
