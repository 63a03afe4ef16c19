import { snsControl } from "@phonehub/simulators/sns/control";
import { beforeAll, describe, expect, test } from "vitest";
import { newBareTenant, newNumber, running } from "../../support/hub/hub.ts";

const sns = snsControl(running.snsUrl);
let role: { roleArn: string; tenant: Awaited<ReturnType<typeof newBareTenant>> };

const newSnsTenant = async (credentials: (externalId: string) => Promise<object>, settings: object = {}) => {
  const tenant = await newBareTenant();
  const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns", ...settings });
  const path = `/v1/provider-configs/${body.id}`;
  await tenant.api.put(`${path}/credentials`, await credentials(body.externalId));
  const tested = await tenant.api.post(`${path}/test-connection`);
  expect(tested).toMatchObject({ status: 200, body: { verified: true } });
  return tenant;
};

beforeAll(async () => {
  const roleArn = `arn:aws:iam::123456789012:role/phonehub-${crypto.randomUUID()}`;
  const tenant = await newSnsTenant(
    async (externalId) => {
      await sns.registerRole({ roleArn, externalId });
      return { region: "us-east-1", roleArn };
    },
    { senderId: "PhoneHub", smsType: "Promotional", maxPriceUsd: "0.50" },
  );
  role = { roleArn, tenant };
});

describe("sendMessage through a tenant's SNS", () => {
  test("assumes the tenant's role with the hub's external id; accepted is the final status", async () => {
    const to = newNumber();
    const { status, body } = await role.tenant.api.post("/v1/messages", { to, body: "hello" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "accepted", isFinal: true, provider: "sns" });
    const [accepted] = await sns.accepted({ to });
    expect(accepted?.signedBy?.roleArn).toBe(role.roleArn);
    expect(JSON.stringify(accepted)).toMatch(/PhoneHub/);
    expect(JSON.stringify(accepted)).toMatch(/Promotional/);
    expect(accepted?.messageId).toBe(body.providerMessageId);
  });

  test("does not send from a sender ID that the recipient opted out of (invariant 7)", async () => {
    const { api } = role.tenant;
    const to = newNumber();
    expect((await api.put(`/v1/opt-outs/${to}`, { scope: { sender: "PhoneHub" } })).status).toBe(200);
    expect((await api.post("/v1/messages/preview", { to, body: "x" })).body).toMatchObject({
      isOptedOut: true,
      from: "PhoneHub",
    });
    expect((await api.post("/v1/messages", { to, body: "x" })).body).toMatchObject({ status: "suppressed" });
    expect(await sns.requests({ to })).toEqual([]);
  });

  test.each([
    ["media", { body: "x", mediaUrls: ["https://media.example.invalid/cat.png"] }],
    ["a Content template", { contentSid: `HX${"c".repeat(32)}` }],
  ])("refuses %s before it makes a message, as previewMessage and createBatch do", async (_name, content) => {
    const { api } = role.tenant;
    const to = newNumber();
    const refusal = { status: 409, body: { code: "not_supported" } };
    expect(await api.post("/v1/messages", { to, ...content })).toMatchObject(refusal);
    expect(await api.post("/v1/message-batches", { to: [to], ...content })).toMatchObject(refusal);
    expect((await api.post("/v1/messages/preview", { to, ...content })).body).toMatchObject({
      wouldSend: false,
      blocked: [{ code: "not_supported" }],
    });
    expect(await sns.requests({ to })).toEqual([]);
  });

  test("sends with access keys", async () => {
    const tenant = await newSnsTenant(async () => ({
      region: "eu-west-1",
      accessKeyId: `AKIA${"X".repeat(16)}`,
      secretAccessKey: "s".repeat(40),
    }));
    const to = newNumber();
    expect((await tenant.api.post("/v1/messages", { to, body: "hello" })).body.status).toBe("accepted");
    expect(await sns.accepted({ to })).toHaveLength(1);
  });

  test("keeps a message unknown after a lost answer, because SNS has no look-up (invariant 1)", async () => {
    const to = newNumber();
    await sns.fault({ match: { to }, kind: "lost-response" });
    const { body } = await role.tenant.api.post("/v1/messages", { to, body: "hello" });
    expect(body).toMatchObject({ status: "unknown", isFinal: true });
    expect(await sns.requests({ to })).toHaveLength(1);
    expect(await role.tenant.api.post(`/v1/messages/${body.id}/refresh`)).toMatchObject({
      status: 409,
      body: { code: "not_supported" },
    });
  });

  test("sends once after a reset before accepting, not three times as the SDK would", async () => {
    const to = newNumber();
    await sns.fault({ match: { to }, kind: "reset-before" });
    expect((await role.tenant.api.post("/v1/messages", { to, body: "hello" })).body.status).toBe("unknown");
    expect(await sns.requests({ to })).toHaveLength(1);
  });

  test("queues a throttled message", async () => {
    const to = newNumber();
    await sns.fault({ match: { to }, kind: "throttle" });
    expect((await role.tenant.api.post("/v1/messages", { to, body: "hello" })).body.status).toBe("queued");
  });

  test("cannot use a role that demands another external id", async () => {
    const tenant = await newBareTenant();
    const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns" });
    const roleArn = `arn:aws:iam::123456789012:role/phonehub-${crypto.randomUUID()}`;
    await sns.registerRole({ roleArn, externalId: "somebody-else's" });
    const path = `/v1/provider-configs/${body.id}`;
    await tenant.api.put(`${path}/credentials`, { region: "us-east-1", roleArn });
    expect(await tenant.api.post(`${path}/test-connection`)).toMatchObject({
      status: 422,
      body: { code: "provider_rejected_credentials" },
    });
  });

  test("refuses a role whose name does not begin with phonehub-", async () => {
    const tenant = await newBareTenant();
    const { body } = await tenant.api.post("/v1/provider-configs", { name: "SNS", provider: "sns" });
    const credentials = { region: "us-east-1", roleArn: "arn:aws:iam::123456789012:role/cdk-deploy" };
    expect(await tenant.api.put(`/v1/provider-configs/${body.id}/credentials`, credentials)).toMatchObject({
      status: 400,
    });
  });

  test("lets lookupNumber answer from the numbering plan, and marks the source", async () => {
    const { body } = await role.tenant.api.post("/v1/lookups", { number: newNumber() });
    expect(body).toMatchObject({ source: "metadata", carrier: null });
  });
});
