import { beforeAll, expect, test } from "vitest";
import { eventually, newNumber } from "../support/hub/hub.ts";
import { begin, check, codeAt, forgetSends } from "../verifications/verification-client.ts";
import { newVerifyingTenant, type VerifyingTenant } from "../verifications/verifying-tenant.ts";
import { endPause, pause, sendsTo } from "./held-work.ts";

let tenant: VerifyingTenant;
beforeAll(async () => {
  tenant = await newVerifyingTenant({ channels: ["sms", "call"] });
});

const start = (to: string) => tenant.api.post("/v1/verifications", { to, purpose: "login" });

test("startVerification is refused while sending is paused, consumes no limit, and works as soon as the pause ends", async () => {
  const own = await newVerifyingTenant();
  const until = new Date(Date.now() + 120_000).toISOString();
  const held = await pause(own.api, { until });
  const to = newNumber();
  const request = { to, purpose: "login" };
  for (let tries = 0; tries < 7; tries++) {
    const refused = await own.api.post("/v1/verifications", request);
    expect(refused).toMatchObject({
      status: 409,
      body: { code: "sending_paused", pausedBy: { pauseId: held.id, until } },
    });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(100);
  }
  expect(await sendsTo(to)).toBe(0);
  await endPause(own.api, held);
  // A function caches the pause for a second.
  await eventually(
    () => own.api.post("/v1/verifications", request),
    ({ status }) => status === 201,
  );
  const id = (await own.api.get(`/v1/verifications?to=${to.slice(1)}`)).body.items[0].id;
  const code = await codeAt(to);
  expect((await check(own.api, id, code)).body.approved).toBe(true);
});

test("startVerification is refused only in a paused country (invariant 14)", async () => {
  const own = await newVerifyingTenant();
  await pause(own.api, { country: "DE" });
  const statuses = async (to: string) => (await own.api.post("/v1/verifications", { to, purpose: "login" })).status;
  expect(await statuses("+4915112345678")).toBe(409);
  expect(await statuses(newNumber())).toBe(201);
});

test("resendVerification is refused while its channel is paused, and the earlier code stays valid", async () => {
  const { id, to, code } = await begin(tenant);
  await forgetSends(tenant, id);
  const held = await pause(tenant.api, { channel: "call" });
  const refused = await tenant.api.post(`/v1/verifications/${id}/resend`, { channel: "call" });
  expect(refused).toMatchObject({ status: 409, body: { code: "sending_paused" } });
  expect(await sendsTo(to)).toBe(1);
  expect((await start(newNumber())).status).toBe(201);
  expect((await check(tenant.api, id, code)).body.approved).toBe(true);
  await endPause(tenant.api, held);
});
