import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { snsControl } from "@phonehub/simulators/sns/control";
import type { TwilioFaultInput } from "@phonehub/simulators/twilio/faults";
import { describe, expect, test } from "vitest";
import { linesWith } from "../../observability/logged-lines.ts";
import { whatsAppFrom } from "../../support/channels.ts";
import {
  eventually,
  newNumber,
  newTenant,
  newTwilioAccount,
  restart,
  running,
  simulator,
  type TestTenant,
  type TwilioAccount,
  tables,
} from "../../support/hub/hub.ts";

type Without<F> = F extends unknown ? Omit<F, "match"> : never;

/** A tenant whose configuration has a failover to a second account. */
const newTenantWithFailover = async (settings: (twilio: TwilioAccount) => object = () => ({})) => {
  const [tenant, second] = await Promise.all([newTenant({}, settings), newTwilioAccount()]);
  const { accountSid, authToken, numberSid } = second;
  const made = await tenant.api.post("/v1/provider-configs", {
    name: "Second",
    provider: "twilio",
    credentials: { accountSid, authToken },
    ...settings(second),
  });
  const path = `/v1/provider-configs/${made.body.id}`;
  await tenant.api.post(`${path}/test-connection`);
  await tenant.api.post(`${path}/phone-numbers/${numberSid}/connect`, {});
  await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: made.body.id });
  return { ...tenant, second: { ...second, id: made.body.id } };
};

const healthOf = async (tenant: TestTenant, id: string) =>
  (await tenant.api.get(`/v1/provider-configs/${id}`)).body.health;

/** Changes the account's token, so that Twilio refuses the token the hub has. */
const rotateToken = ({ accountSid }: { accountSid: string }) =>
  simulator.addAccount({ accountSid, authToken: "f".repeat(32), phoneNumbers: [] });

const suspended = { kind: "reject", status: 403, code: 20005, message: "inactive" } as const;

const creates = (accountSid: string, to: string) =>
  simulator.requests({ to, path: accountSid, operation: "messages.create" });

const first = (accountSid: string, to: string, fault: Without<TwilioFaultInput>) =>
  simulator.fault({ ...fault, match: { accountSid, to } } as TwilioFaultInput);

describe("sendMessage with a failover", () => {
  test.each<[string, Without<TwilioFaultInput>]>([
    ["throttled", { kind: "throttle" }],
    ["a suspended account", { kind: "reject", status: 403, code: 20005, message: "inactive" }],
    ["a sender the account may not use", { kind: "reject", status: 400, code: 21606, message: "not owned" }],
  ])("sends once by the second configuration when the first meets: %s", async (_name, fault) => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, fault);
    const { body } = await tenant.api.post("/v1/messages", { to, body: "either way" });
    expect(body).toMatchObject({ providerConfigId: tenant.second.id, from: tenant.second.number });
    const delivered = await eventually(
      async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
      (one) => one.isFinal,
    );
    expect(delivered.status).toBe("delivered");
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test.each<[string, Without<TwilioFaultInput>, string]>([
    ["a lost answer", { kind: "lost-response" }, "unknown"],
    ["a 500", { kind: "error-before" }, "unknown"],
    ["an error of the recipient", { kind: "reject", status: 400, code: 21614, message: "not mobile" }, "failed"],
  ])("never fails over after: %s (invariant 1)", async (_name, fault, status) => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    await first(tenant.twilio.accountSid, to, fault);
    const { body } = await tenant.api.post("/v1/messages", { to, body: "only here" });
    expect(body).toMatchObject({ status, providerConfigId: tenant.config.id });
    expect(await simulator.requests({ to, operation: "messages.create" })).toHaveLength(1);
  });

  test.each<[string, Without<TwilioFaultInput>, Without<TwilioFaultInput>, "twilio" | "second"]>([
    ["throttled, and a second one that is suspended", { kind: "throttle" }, suspended, "twilio"],
    ["throttled, and a second one that is throttled too", { kind: "throttle" }, { kind: "throttle" }, "twilio"],
    ["suspended, and a second one that is throttled", suspended, { kind: "throttle" }, "second"],
    [
      "throttled, and a second one whose trial account sends only to known numbers",
      { kind: "throttle" },
      { kind: "reject", status: 400, code: 21608, message: "unverified" },
      "twilio",
    ],
  ])(
    "queues the message and sends it once later, when the first is %s (invariant 1)",
    async (_name, fault, faultOfSecond, by) => {
      const tenant = await newTenantWithFailover();
      const to = newNumber();
      await first(tenant.twilio.accountSid, to, fault);
      await first(tenant.second.accountSid, to, faultOfSecond);
      const { body } = await tenant.api.post("/v1/messages", { to, body: "later" });
      expect(body).toMatchObject({ status: "queued", providerConfigId: tenant.config.id, from: tenant.twilio.number });
      const sent = await eventually(
        async () => (await tenant.api.get(`/v1/messages/${body.id}`)).body,
        (one) => one.isFinal,
      );
      expect(sent.status).toBe("delivered");
      expect(await simulator.accepted({ to })).toHaveLength(1);
      expect(await simulator.accepted({ to, accountSid: tenant[by].accountSid })).toHaveLength(1);
    },
  );

  test("records an opt-out that the second provider reports, and queues the message for the first", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    await first(tenant.second.accountSid, to, { kind: "reject", status: 400, code: 21610, message: "unsubscribed" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({ status: "queued", providerConfigId: tenant.config.id });
    const { body: optOuts } = await tenant.api.get(`/v1/opt-outs?number=${encodeURIComponent(to)}`);
    expect(optOuts.items).toMatchObject([{ scope: { sender: tenant.second.number }, source: "provider" }]);
  });

  test("fails the message when the first is throttled and the second calls the number invalid", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    await first(tenant.second.accountSid, to, { kind: "reject", status: 400, code: 21614, message: "not mobile" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({ status: "failed", providerConfigId: tenant.second.id });
  });

  test("keeps a throttled message when the second's token is wrong, and skips the second next time", async () => {
    const tenant = await newTenantWithFailover();
    await rotateToken(tenant.second);
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    expect((await tenant.api.post("/v1/messages", { to, body: "x" })).body.status).toBe("queued");
    expect(await healthOf(tenant, tenant.second.id)).toMatchObject({ status: "unhealthy" });
    expect(await healthOf(tenant, tenant.config.id)).toMatchObject({ status: "healthy" });
    const other = newNumber();
    await first(tenant.twilio.accountSid, other, { kind: "throttle" });
    expect((await tenant.api.post("/v1/messages", { to: other, body: "x" })).body.status).toBe("queued");
    expect(await creates(tenant.second.accountSid, other)).toEqual([]);
  });

  test("fails over from Twilio to SNS with SNS's own sender, and sends once", async () => {
    const tenant = await newTenant();
    const { body: second } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns" });
    const keys = { region: "eu-west-1", accessKeyId: `AKIA${"X".repeat(16)}`, secretAccessKey: "s".repeat(40) };
    await tenant.api.put(`/v1/provider-configs/${second.id}/credentials`, keys);
    await tenant.api.post(`/v1/provider-configs/${second.id}/test-connection`);
    await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: second.id });
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({ status: "accepted", provider: "sns", providerConfigId: second.id, from: null });
    expect(await snsControl(running.snsUrl).accepted({ to })).toHaveLength(1);
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("reports the first configuration's error when both refuse for account reasons", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "reject", status: 400, code: 21606, message: "not owned" });
    await first(tenant.second.accountSid, to, suspended);
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({
      status: "failed",
      providerConfigId: tenant.config.id,
      error: { providerCode: "21606" },
    });
  });

  test("does not fail over with a Content template, because another account does not know it", async () => {
    const tenant = await newTenantWithFailover(({ number }) => whatsAppFrom(number));
    const message = { channel: "whatsapp", contentSid: `HX${"c".repeat(32)}` };
    const [to, other] = [newNumber(), newNumber()];
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    expect((await tenant.api.post("/v1/messages", { to, ...message })).body).toMatchObject({
      status: "queued",
      providerConfigId: tenant.config.id,
    });
    expect(await creates(tenant.second.accountSid, to)).toEqual([]);
    // A body without the template would have failed over.
    await first(tenant.twilio.accountSid, other, { kind: "throttle" });
    await tenant.api.post("/v1/messages", { to: other, channel: "whatsapp", body: "in words" });
    expect(await creates(tenant.second.accountSid, other)).toHaveLength(1);
  });

  test("does not fail over to a configuration without a sender for the channel, and logs no store fault", async () => {
    const tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
    const { accountSid, authToken } = await newTwilioAccount();
    const { body: second } = await tenant.api.post("/v1/provider-configs", {
      name: "No WhatsApp number",
      provider: "twilio",
      credentials: { accountSid, authToken },
      channels: { whatsapp: { isEnabled: true } },
    });
    await tenant.api.post(`/v1/provider-configs/${second.id}/test-connection`);
    await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { failoverConfigId: second.id });
    const to = newNumber();
    await first(tenant.twilio.accountSid, to, { kind: "throttle" });
    const { body } = await tenant.api.post("/v1/messages", { to, channel: "whatsapp", body: "x" });
    expect(body).toMatchObject({ status: "queued", providerConfigId: tenant.config.id });
    const codes = () => linesWith(body.id).map(({ code }) => code);
    const logged = await eventually(
      async () => codes(),
      (all) => all.includes("message_requeued"),
    );
    expect(logged).toContain("message_requeued");
    expect(logged).not.toContain("store_unavailable");
  });

  test("does not fail over to a sender that the recipient opted out of (invariant 7)", async () => {
    const tenant = await newTenantWithFailover();
    const to = newNumber();
    await simulator.inbound({ from: to, to: tenant.second.number, body: "STOP" });
    await first(tenant.twilio.accountSid, to, { kind: "reject", status: 403, code: 20005, message: "inactive" });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "x" });
    expect(body).toMatchObject({ status: "failed", error: { code: "account_suspended" } });
    expect(await simulator.accepted({ to })).toEqual([]);
  });

  test("marks a configuration unhealthy after refused credentials, but not after recipients' errors", async () => {
    const tenant = await newTenantWithFailover();
    const { accountSid } = tenant.twilio;
    const health = async () => (await tenant.api.get(`/v1/provider-configs/${tenant.config.id}`)).body.health;
    for (let count = 0; count < 4; count++) {
      const to = newNumber();
      await first(accountSid, to, { kind: "reject", status: 400, code: 21211, message: "invalid" });
      await tenant.api.post("/v1/messages", { to, body: "x" });
    }
    expect((await health()).status).toBe("healthy");
    await simulator.addAccount({ accountSid, authToken: "f".repeat(32), phoneNumbers: [] });
    const { body } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "x" });
    expect(body.providerConfigId).toBe(tenant.second.id);
    expect(await health()).toMatchObject({ status: "unhealthy", lastError: expect.any(String) });
    const { body: events } = await tenant.api.get("/v1/events?type=provider_config.unhealthy");
    expect(events.items).toMatchObject([{ data: { providerConfigId: tenant.config.id } }]);
  });

  test("skips a cooling configuration, asks it afterwards, and writes one event per outage and recovery", async () => {
    const tenant = await newTenantWithFailover();
    const { accountSid, authToken, number, numberSid } = tenant.twilio;
    const sendNow = async (to: string) => {
      // A function caches a configuration, and a restarted one reads it.
      await restart("send-message");
      return (await tenant.api.post("/v1/messages", { to, body: "x" })).body;
    };
    await rotateToken(tenant.twilio);
    expect((await sendNow(newNumber())).providerConfigId).toBe(tenant.second.id);
    const [spared, refused, after] = [newNumber(), newNumber(), newNumber()];
    expect((await sendNow(spared)).providerConfigId).toBe(tenant.second.id);
    expect(await creates(accountSid, spared)).toEqual([]);
    // The send skips the first configuration, and falls back to it when the second one cannot send.
    await simulator.addAccount({ accountSid, authToken, phoneNumbers: [{ sid: numberSid, phoneNumber: number }] });
    await first(tenant.second.accountSid, refused, { kind: "throttle" });
    expect((await sendNow(refused)).providerConfigId).toBe(tenant.config.id);
    expect(await simulator.accepted({ to: refused, accountSid })).toHaveLength(1);
    expect(await healthOf(tenant, tenant.config.id)).toMatchObject({ status: "healthy", lastError: null });
    await rotateToken(tenant.twilio);
    await sendNow(newNumber());
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.providerConfigs,
        Key: { pk: tenant.id, sk: tenant.config.id },
        UpdateExpression: "SET coolsUntil = :past",
        ExpressionAttributeValues: { ":past": Date.now() - 1 },
      }),
    );
    await simulator.addAccount({ accountSid, authToken, phoneNumbers: [{ sid: numberSid, phoneNumber: number }] });
    expect((await sendNow(after)).providerConfigId).toBe(tenant.config.id);
    expect(await simulator.accepted({ to: after, accountSid })).toHaveLength(1);
    const { body } = await tenant.api.get("/v1/events?type=provider_config.unhealthy,provider_config.recovered");
    const eventTypes = (body.items as { type: string }[]).map(({ type }) => type.replace("provider_config.", ""));
    expect(eventTypes.reverse()).toEqual(["unhealthy", "recovered", "unhealthy", "recovered"]);
  });
});
