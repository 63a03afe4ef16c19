import { randomInt } from "node:crypto";
import { snsControl } from "@phonehub/simulators/sns/control";
import { describe, expect, test } from "vitest";
import { whatsAppFrom } from "../support/channels.ts";
import { eventually, invoke, newNumber, newTenant, running, simulator, type TestTenant } from "../support/hub/hub.ts";
import { endOfMessage, endPause, messageOf, pause, sendsTo } from "./held-work.ts";

const send = (tenant: TestTenant, request: object) => tenant.api.post("/v1/messages", { body: "Hello", ...request });
const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString();

/** Twice: what is held has been looked at, and left. */
const sweep = async () => {
  await invoke("sweep-messages");
  await invoke("sweep-messages");
};

describe("a message of a tenant that is paused", () => {
  test("is taken, waits, shows what holds it, and is sent once when the pause ends (invariants 2 and 21)", async () => {
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

  test("is one message for one idempotency key, and counts once against the limits (invariants 6 and 20)", async () => {
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

  test("goes out to another country, by another channel, and of another tenant", async () => {
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

  test("goes out when the pause ends by itself", async () => {
    const tenant = await newTenant();
    const { until } = await pause(tenant.api, { until: inSeconds(3) });
    const to = newNumber();
    const { body } = await send(tenant, { to });
    expect(body.pausedBy).toMatchObject({ until });
    expect((await endOfMessage(tenant, body.id)).status).toBe("delivered");
    const [request] = await simulator.requests({ to, operation: "messages.create" });
    expect(Date.parse(request?.at ?? "")).toBeGreaterThanOrEqual(Date.parse(until ?? ""));
  });

  test("is canceled by cancelMessage, and expires where its validity ends before the pause", async () => {
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

  test("is not sent where a STOP came while it was held (invariant 7)", async () => {
    const tenant = await newTenant();
    const held = await pause(tenant.api);
    const to = newNumber();
    const { body } = await send(tenant, { to });
    await simulator.inbound({ from: to, to: tenant.twilio.number, body: "STOP" });
    await endPause(tenant.api, held);
    expect((await endOfMessage(tenant, body.id)).status).toBe("suppressed");
    expect(await sendsTo(to)).toBe(0);
  });

  test("waits on where it was scheduled, and its time comes while the pause lasts (invariant 21)", async () => {
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

  test("of a test key goes on: nothing of it leaves the hub", async () => {
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

/** A tenant that sends by Twilio, and by SNS where Twilio cannot. */
const newTenantWithSns = async (): Promise<TestTenant> => {
  const tenant = await newTenant();
  const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns", isDefault: false });
  const keys = { region: "eu-west-1", accessKeyId: `AKIA${"X".repeat(16)}`, secretAccessKey: "s".repeat(40) };
  await tenant.api.put(`/v1/provider-configs/${body.id}/credentials`, keys);
  await tenant.api.post(`/v1/provider-configs/${body.id}/test-connection`);
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: body.id });
  return tenant;
};

describe("a pause of one provider", () => {
  test("holds what goes by it, and no failover leads around it (invariant 21)", async () => {
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

  test("is no failover to go by: what the first one is too busy for waits (invariant 21)", async () => {
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

describe("a provider configuration that is deactivated", () => {
  test("holds what waits for it, and fails nobody; activated again it sends (invariant 2)", async () => {
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
