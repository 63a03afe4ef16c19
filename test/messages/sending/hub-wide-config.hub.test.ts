import { beforeAll, describe, expect, test } from "vitest";
import { batchWorld } from "../../batches/batch-world.ts";
import { messageOf, sendsTo, swept } from "../../sending-pauses/held-work.ts";
import {
  admin,
  eventually,
  hub,
  newBareTenant,
  newNumber,
  newTwilioAccount,
  simulator,
  type TwilioAccount,
} from "../../support/hub/hub.ts";

const { enqueue } = batchWorld(hub);

let account: TwilioAccount;
let configId: string;

beforeAll(async () => {
  account = await newTwilioAccount();
  const { accountSid, authToken, number, numberSid } = account;
  const made = await admin.post("/v1/hub/provider-configs", {
    name: "Everybody's",
    provider: "twilio",
    isDefault: true,
    fromNumbers: [number],
    credentials: { accountSid, authToken },
  });
  configId = made.body.id;
  await admin.post(`/v1/hub/provider-configs/${configId}/test-connection`);
  await admin.post(`/v1/hub/provider-configs/${configId}/phone-numbers/${numberSid}/connect`, {});
});

describe("sendMessage by the hub-wide configuration", () => {
  test("sends for a tenant that opted in, and applies callbacks to its message", async () => {
    const tenant = await newBareTenant({ useHubProvider: true });
    const { status, body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "hi" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ from: account.number, providerConfigId: configId });
    const delivered = await eventually(
      async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
      (one) => one.isFinal,
    );
    expect(delivered.status).toBe("delivered");
  });

  test("holds accepted messages and batches while the operator withdraws the tenant's right to it (invariants 21 and 30)", async () => {
    const tenant = await newBareTenant({ useHubProvider: true });
    const sendAt = new Date(Date.now() + 86_400_000).toISOString();
    const [single, inBatch] = [newNumber(), newNumber()];
    const { body: message } = await tenant.api.post("/v1/messages", { to: single, body: "x", sendAt });
    const { body: batch } = await tenant.api.post("/v1/message-batches", { to: [inBatch], body: "x", sendAt });
    const batchNow = async () => (await tenant.api.get(`/v1/message-batches/${batch.id}`)).body;
    await eventually(batchNow, ({ status }) => status === "scheduled");
    await admin.patch(`/v1/tenants/${tenant.id}`, { useHubProvider: false });
    await enqueue("dispatch", { kind: "send", scope: tenant.id, messageId: message.id });
    await enqueue("batches-queue", { kind: "start", scope: tenant.id, batchId: batch.id });
    const held = { pausedBy: { kind: "hub_provider_withdrawn" } };
    const isHeld = ({ pausedBy }: { pausedBy: unknown }) => pausedBy !== null;
    expect(await eventually(() => messageOf(tenant, message.id), isHeld)).toMatchObject(held);
    expect(await eventually(batchNow, isHeld)).toMatchObject(held);
    expect(await Promise.all([single, inBatch].map(sendsTo))).toEqual([0, 0]);
    await admin.patch(`/v1/tenants/${tenant.id}`, { useHubProvider: true });
    await swept(
      "sweep-messages",
      () => messageOf(tenant, message.id),
      ({ isFinal }) => isFinal,
    );
    await swept("sweep-batches", batchNow, ({ status }) => status === "completed");
    expect(await Promise.all([single, inBatch].map(sendsTo))).toEqual([1, 1]);
  });

  test("sends the hub's own codes, but shares no Verify service (invariant 13)", async () => {
    const { sid } = await simulator.addVerifyService({ accountSid: account.accountSid, friendlyName: "Everybody's" });
    await admin.patch(`/v1/hub/provider-configs/${configId}`, { verifyServiceSid: sid });
    const tenant = await newBareTenant({ useHubProvider: true });
    const start = () => tenant.api.post("/v1/verifications", { to: newNumber(), purpose: "login" });
    expect(await start()).toMatchObject({ status: 201, body: { engine: "own" } });
    const other = await newBareTenant({ useHubProvider: true });
    await other.api.patch("/v1/tenants/current/verification-policy", { engine: "twilio-verify" });
    const shared = await other.api.post("/v1/verifications", { to: newNumber(), purpose: "login" });
    expect(shared).toMatchObject({ status: 409, body: { code: "not_supported" } });
  });

  test("refuses a tenant that did not opt in", async () => {
    const tenant = await newBareTenant();
    const answer = await tenant.api.post("/v1/messages", { to: newNumber(), body: "hi" });
    expect(answer).toMatchObject({ status: 409, body: { code: "no_provider_config" } });
    const byId = await tenant.api.post("/v1/messages", { to: newNumber(), body: "hi", providerConfigId: configId });
    expect(byId).toMatchObject({ status: 404 });
  });

  test("applies a STOP to every tenant that uses the number (invariant 7)", async () => {
    const [one, two] = await Promise.all([
      newBareTenant({ useHubProvider: true }),
      newBareTenant({ useHubProvider: true }),
    ]);
    const customer = newNumber();
    await simulator.inbound({ from: customer, to: account.number, body: "STOP" });
    for (const tenant of [one, two]) {
      const { body } = await tenant.api.post("/v1/messages", { to: customer, body: "hi" });
      expect(body.status).toBe("suppressed");
    }
    expect(await simulator.accepted({ to: customer })).toEqual([]);
  });

  test("leaves inbound messages with the hub, not with a tenant", async () => {
    const tenant = await newBareTenant({ useHubProvider: true });
    const customer = newNumber();
    const { messageSid } = await simulator.inbound({ from: customer, to: account.number, body: "hello" });
    expect((await tenant.api.get(`/v1/messages?providerMessageId=${messageSid}`)).body.items).toEqual([]);
  });
});
