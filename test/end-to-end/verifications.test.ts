import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eventually, newRecipient, secondTenant, simulator, tenant, testWith } from "./support/hub.ts";

const start = async (to = newRecipient(), headers?: Record<string, string>) => {
  const { status, body } = await tenant.post("/v1/verifications", { to, purpose: "login" }, headers);
  expect({ status, code: body.code }).toEqual({ status: 201, code: undefined });
  return { ...body, to };
};
const codeAt = async (to: string): Promise<string> => (await simulator.codes(to))[0] ?? "";
const check = (id: string, code: string, by = tenant) => by.post(`/v1/verifications/${id}/check`, { code });

describe("startVerification and checkVerification", () => {
  testWith("simulator")("approve the code from the phone, once", async () => {
    const { id, to } = await start();
    const code = await codeAt(to);
    expect(await check(id, code === "000000" ? "000001" : "000000")).toMatchObject({
      status: 200,
      body: { approved: false, verification: { attemptsLeft: 4 } },
    });
    expect(await check(id, ` ${code.slice(0, 3)}-${code.slice(3)}`)).toMatchObject({
      status: 200,
      body: { approved: true, verification: { status: "approved" } },
    });
    expect(await check(id, code)).toMatchObject({ status: 410, body: { code: "verification_closed" } });
    const events = await eventually(
      async () => (await tenant.get("/v1/events?type=verification.approved&limit=50")).body.items,
      (items: { data: { verificationId: string } }[]) => items.some(({ data }) => data.verificationId === id),
    );
    expect(JSON.stringify(events)).toContain(id);
  });

  testWith("simulator")("check by number and purpose", async () => {
    const { id, to } = await start();
    const answer = await tenant.post("/v1/verifications/check", { to, purpose: "login", code: await codeAt(to) });
    expect(answer).toMatchObject({ status: 200, body: { approved: true, verification: { id } } });
  });

  testWith("simulator")("refuse an immediate resend, and allow cancelVerification", async () => {
    const { id, to } = await start();
    expect(await tenant.post(`/v1/verifications/${id}/resend`, {})).toMatchObject({
      status: 429,
      body: { code: "rate_limited" },
    });
    expect((await tenant.post(`/v1/verifications/${id}/cancel`)).body.status).toBe("canceled");
    expect((await check(id, await codeAt(to))).status).toBe(410);
    expect((await tenant.get(`/v1/verifications/${id}`)).body).toMatchObject({ id, status: "canceled" });
    const { body } = await tenant.get(`/v1/verifications?to=${encodeURIComponent(to)}`);
    expect(body.items.map((one: { id: string }) => one.id)).toEqual([id]);
  });

  testWith("simulator", "secondTenant")("answer 404 to another tenant", async () => {
    const { id, to } = await start();
    expect((await check(id, await codeAt(to), secondTenant)).status).toBe(404);
    expect((await secondTenant.get(`/v1/verifications/${id}`)).status).toBe(404);
  });

  testWith("simulator")("make one verification of two equal requests with one idempotency key", async () => {
    const to = newRecipient();
    const headers = { "idempotency-key": randomUUID() };
    const [first, second] = [await start(to, headers), await start(to, headers)];
    expect(second.id).toBe(first.id);
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test.each([
    [{ to: "hello", purpose: "login" }, "invalid_number"],
    [{ to: "+14152001234", purpose: "sightseeing" }, "invalid_request"],
    [{ to: "+14152001234", purpose: "login", channel: "pigeon" }, "invalid_request"],
    [{ purpose: "login" }, "invalid_request"],
  ])("refuse %j as %s", async (body, code) => {
    expect(await tenant.post("/v1/verifications", body)).toMatchObject({ status: 400, body: { code } });
  });

  test("answer 404 for an unknown id", async () => {
    expect((await check(`ver_${"A".repeat(32)}`, "123456")).status).toBe(404);
  });
});

test("getVerificationPolicy and updateVerificationPolicy read and change the policy", async () => {
  const path = "/v1/tenants/current/verification-policy";
  const { status, body } = await tenant.get(path);
  expect({ status, codeLength: body.codeLength }).toEqual({ status: 200, codeLength: 6 });
  expect((await tenant.patch(path, { codeLength: 3 })).status).toBe(400);
  expect((await tenant.patch(path, { brandName: body.brandName })).body).toEqual(body);
});
