import { randomInt } from "node:crypto";
import { snsControl } from "@phonehub/simulators/sns/control";
import { describe, expect, test } from "vitest";
import { whatsAppFrom } from "../support/channels.ts";
import { eventually, invoke, newNumber, newTenant, running, simulator, type TestTenant } from "../support/hub/hub.ts";
import { endOfMessage, endPause, messageOf, pause, sendsTo } from "./held-work.ts";

const send = (tenant: TestTenant, request: object) => tenant.api.post("/v1/messages", { body: "Hello", ...request });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Runs the sweeper twice, so that it has looked at a held message and left it as it is. */
const sweep = async () => {
  await invoke("sweep-messages");
  await invoke("sweep-messages");
};

describe("sendMessage while sending is paused", () => {
  test("stores the message, shows the pause, and sends once when the pause ends (invariants 2 and 21)", async () => {
    const tenant = await newTenant();
    const held = await pause(tenant.api);
    const to = newNumber();
    const { status, body } = await send(tenant, { to });
    expect(status).toBe(201);
    const pausedBy = { kind: "sending_pause", pauseId: held.id, reason: "An incident", until: null };
    expect(body).toMatchObject({ status: "queued", isFinal: false, pausedBy });
    await sweep();
    expect(await messageOf(tenant, body.id)).toMatchObject({ status: "queued", pausedBy });
    expect(await sendsTo(to)).toBe(0);
    await endPause(tenant.api, held);
    expect(await endOfMessage(tenant, body.id)).toMatchObject({ status: "delivered", pausedBy: null, error: null });
    expect(await sendsTo(to)).toBe(1);
  });

  test("makes one message for one idempotency key, and counts it once against the limits (invariants 6 and 20)", async () => {
    const tenant = await newTenant();
    const held = await pause(tenant.api);
    const to = newNumber();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const requests = Array.from({ length: 8 }, () => tenant.api.post("/v1/messages", { to, body: "Once" }, headers));
    const answers = await Promise.all(requests);
    const taken = answers.filter(({ status }) => status === 201);
    expect(new Set(taken.map(({ body }) => body.id)).size).toBe(1);
    await endPause(tenant.api, held);
    await endOfMessage(tenant, taken[0]?.body.id);
    expect(await sendsTo(to)).toBe(1);
    expect((await tenant.api.get("/v1/tenants/current/limits")).body.usage).toMatchObject({ messages: 1 });
  });

  test("sends to other countries, on other channels and for other tenants", async () => {
    const [tenant, other] = await Promise.all([newTenant({}, ({ number }) => whatsAppFrom(number)), newTenant()]);
    await pause(tenant.api, { country: "DE" });
    await pause(tenant.api, { channel: "whatsapp" });
    const german = `+491512${randomInt(1_000_000, 9_999_999)}`;
    expect((await send(tenant, { to: german })).body).toMatchObject({
      status: "queued",
      pausedBy: { kind: "sending_pause" },
    });
    const whatsapp = await send(tenant, { to: newNumber(), channel: "whatsapp" });
    expect(whatsapp.body).toMatchObject({ status: "queued", pausedBy: { kind: "sending_pause" } });
    expect((await send(tenant, { to: newNumber() })).body.pausedBy).toBeNull();
    expect((await send(other, { to: german })).body.pausedBy).toBeNull();
    expect(await sendsTo(german)).toBe(1);
  });

  test("sends when the pause's end passes", async () => {
    const tenant = await newTenant();
    const { until } = await pause(tenant.api, { until: inSeconds(3) });
    const to = newNumber();
    const { body } = await send(tenant, { to });
    expect(body.pausedBy).toMatchObject({ until });
    expect((await endOfMessage(tenant, body.id)).status).toBe("delivered");
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(Date.parse(request?.at ?? "")).toBeGreaterThanOrEqual(Date.parse(until ?? ""));
  });

  test("allows cancelMessage, and expires a message whose validity ends before the pause", async () => {
    const tenant = await newTenant();
    await pause(tenant.api);
    const canceled = await send(tenant, { to: newNumber() });
    expect(await tenant.api.post(`/v1/messages/${canceled.body.id}/cancel`)).toMatchObject({
      body: { status: "canceled" },
    });
    const short = await send(tenant, { to: newNumber(), validitySeconds: 1 });
    const ended = await endOfMessage(tenant, short.body.id);
    expect(ended).toMatchObject({ status: "expired", pausedBy: null, error: { code: "validity_expired" } });
  });

  test("does not send after a STOP during the pause (invariant 7)", async () => {
    const tenant = await newTenant();
    const held = await pause(tenant.api);
    const to = newNumber();
    const { body } = await send(tenant, { to });
    await simulator.inbound({ from: to, to: tenant.twilio.number, body: "STOP" });
    await endPause(tenant.api, held);
    expect((await endOfMessage(tenant, body.id)).status).toBe("suppressed");
    expect(await sendsTo(to)).toBe(0);
  });

  test("holds a scheduled message that becomes due during the pause (invariant 21)", async () => {
    const tenant = await newTenant();
    const held = await pause(tenant.api);
    const to = newNumber();
    const { body } = await send(tenant, { to, sendAt: inSeconds(2) });
    expect(body).toMatchObject({ status: "scheduled", pausedBy: null });
    const waiting = await eventually(
      () => messageOf(tenant, body.id),
      ({ pausedBy }) => pausedBy !== null,
    );
    expect(waiting).toMatchObject({ status: "queued", pausedBy: { pauseId: held.id } });
    await endPause(tenant.api, held);
    expect((await endOfMessage(tenant, body.id)).status).toBe("delivered");
    expect(await sendsTo(to)).toBe(1);
  });

  test("with a test key continues, because test messages never leave the hub", async () => {
    const tenant = await newTenant();
    await pause(tenant.api);
    const { body: key } = await tenant.api.post("/v1/api-keys", {
      name: "x",
      permissions: ["send_messages"],
      mode: "test",
    });
    const answer = await tenant.api.post(
      "/v1/messages",
      { to: newNumber(), body: "x" },
      { authorization: `Bearer ${key.secret}` },
    );
    expect(answer).toMatchObject({ status: 201, body: { isTest: true, pausedBy: null } });
  });
});

/** A tenant that sends through Twilio and fails over to SNS. */
const newTenantWithSns = async (): Promise<TestTenant> => {
  const tenant = await newTenant();
  const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns", isDefault: false });
  const keys = { region: "eu-west-1", accessKeyId: `AKIA${"X".repeat(16)}`, secretAccessKey: "s".repeat(40) };
  await tenant.api.put(`/v1/provider-configs/${body.id}/credentials`, keys);
  await tenant.api.post(`/v1/provider-configs/${body.id}/test-connection`);
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: body.id });
  return tenant;
};

describe("sendMessage while one provider is paused", () => {
  test("holds messages through that provider, without a failover to another one (invariant 21)", async () => {
    const tenant = await newTenantWithSns();
    const held = await pause(tenant.api, { provider: "twilio" });
    const to = newNumber();
    const { body } = await send(tenant, { to });
    expect(body.pausedBy).toMatchObject({ pauseId: held.id });
    await sweep();
    expect([await sendsTo(to), await snsControl(running.snsUrl).accepted({ to })]).toEqual([0, []]);
    await endPause(tenant.api, held);
    expect((await endOfMessage(tenant, body.id)).provider).toBe("twilio");
    expect(await sendsTo(to)).toBe(1);
  });

  test("does not fail over to that provider, and keeps a throttled message waiting for the first one (invariant 21)", async () => {
    const tenant = await newTenantWithSns();
    await pause(tenant.api, { provider: "sns" });
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", times: 1 });
    const { body } = await send(tenant, { to });
    expect(body).toMatchObject({ status: "queued", provider: "twilio", pausedBy: null });
    expect((await endOfMessage(tenant, body.id)).provider).toBe("twilio");
    expect(await snsControl(running.snsUrl).accepted({ to })).toEqual([]);
  });
});

describe("sendMessage while the configuration is deactivated", () => {
  test("holds waiting messages without a failure, and sends them after activation (invariant 2)", async () => {
    const tenant = await newTenant();
    const path = `/v1/provider-configs/${tenant.config.id}`;
    const to = newNumber();
    const { body } = await send(tenant, { to, sendAt: inSeconds(2) });
    await tenant.api.patch(path, { isActive: false });
    const waiting = await eventually(
      () => messageOf(tenant, body.id),
      ({ pausedBy }) => pausedBy !== null,
    );
    expect(waiting).toMatchObject({ status: "queued", pausedBy: { kind: "provider_config_inactive", pauseId: null } });
    await sweep();
    expect(await sendsTo(to)).toBe(0);
    await tenant.api.patch(path, { isActive: true });
    expect((await endOfMessage(tenant, body.id)).status).toBe("delivered");
    expect(await sendsTo(to)).toBe(1);
  });
});
