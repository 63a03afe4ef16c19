import { beforeAll, expect, test } from "vitest";
import { replayInbound } from "../../infra/commands/recovery/replay-inbound.ts";
import { newNumber, newQuietTenant, running, simulator, type TestTenant } from "../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant();
});

const replay = () =>
  replayInbound({
    accountSid: tenant.twilio.accountSid,
    authToken: tenant.twilio.authToken,
    baseUrl: running.twilioUrl,
    to: tenant.twilio.number,
    since: new Date(Date.now() - 60_000),
    until: new Date(Date.now() + 60_000),
    webhook: tenant.config.webhookUrls.inbound,
  });

const inbound = async (): Promise<{ body: string }[]> =>
  (await tenant.api.get("/v1/messages?direction=inbound")).body.items;

test("replayInbound() posts messages that a dead webhook missed, also a STOP, and changes no others", async () => {
  const from = newNumber();
  const { numberSid, number } = tenant.twilio;
  const path = `/v1/provider-configs/${tenant.config.id}/phone-numbers/${numberSid}`;
  await simulator.inbound({ from, to: number, body: "arrived" });
  await tenant.api.post(`${path}/disconnect`);
  await simulator.inbound({ from, to: number, body: "missed" });
  await simulator.inbound({ from, to: number, body: "STOP" });
  await tenant.api.post(`${path}/connect`, {});
  expect((await inbound()).map(({ body }) => body)).toEqual(["arrived"]);

  const report = await replay();
  expect(report.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await inbound()).map(({ body }) => body).sort()).toEqual(["STOP", "arrived", "missed"]);
  expect((await tenant.api.post("/v1/messages", { to: from, body: "x" })).body.status).toBe("suppressed");

  const before = await inbound();
  await replay();
  expect(await inbound()).toEqual(before);
});
