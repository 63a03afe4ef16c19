import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AccountInput } from "@phonehub/simulators/twilio/account";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dynamodb } from "../../shared/aws/dynamodb.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";
import { tableNamed } from "../support/tables/dynamo-tables.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const verifyServiceSid = `VA${"0".repeat(32)}`;
const messagingServiceSid = `MG${"0".repeat(32)}`;

type Region = NonNullable<AccountInput["region"]>;

/** A configuration of an account in one region, whose credentials are said to be of another one; null: of none. */
const withAccount = async (region: Region, said: Region | null = region, settings: object = {}) => {
  const [tenant, account] = await Promise.all([hub.newBareTenant(), hub.newTwilioAccount({ region })]);
  const { accountSid, authToken } = account;
  const credentials = { accountSid, authToken, ...(said && { region: said }) };
  const made = await tenant.api.post(path, { name: "Twilio", provider: "twilio", credentials, ...settings });
  return { ...tenant, made, credentials, config: `${path}/${made.body.id}` };
};

describe("the region of a configuration's credentials", () => {
  test("is shown, and is us1 where none is given", async () => {
    const { api, made, config, credentials } = await withAccount("ie1");
    expect(made).toMatchObject({ status: 201, body: { region: "ie1", verified: false } });
    const { region: _left, ...others } = credentials;
    expect((await api.put(`${config}/credentials`, others)).body.region).toBe("us1");
    expect((await api.put(`${config}/credentials`, { ...others, region: "eu1" })).body.code).toBe("invalid_request");
    expect((await api.post(path, { name: "x", provider: "twilio" })).body.region).toBeNull();
    const keys = { region: "eu-west-1", accessKeyId: "AKIAEXAMPLE123456", secretAccessKey: "s".repeat(40) };
    expect((await api.post(path, { name: "x", provider: "sns", credentials: keys })).body.region).toBe("eu-west-1");
  });

  test("is us1 where the credentials were set before there were regions", async () => {
    const { id, api, made, config } = await withAccount("us1");
    await dynamodb().send(
      new UpdateCommand({
        TableName: tableNamed("providerConfigs"),
        Key: { pk: id, sk: made.body.id },
        UpdateExpression: "REMOVE #region",
        ExpressionAttributeNames: { "#region": "region" },
      }),
    );
    expect((await api.get(config)).body.region).toBe("us1");
  });
});

describe("testProviderConnection in a region", () => {
  test("asks that region, and tells what it lacks", async () => {
    const { api, config } = await withAccount("ie1");
    expect(await api.post(`${config}/test-connection`)).toMatchObject({
      status: 200,
      body: {
        verified: true,
        message: "The provider accepted the credentials. Region ie1 of Twilio lacks MMS, WhatsApp, Verify.",
      },
    });
  });

  test.each<[Region, Region | null, string, string]>([
    ["ie1", null, "us1", "ie1 or au1"],
    ["us1", "ie1", "ie1", "us1 or au1"],
    ["ie1", "au1", "au1", "us1 or ie1"],
  ])("of credentials of %s given as %s's says where they were tried", async (region, said, tried, others) => {
    const { api, config } = await withAccount(region, said);
    const detail = `They were tried in region ${tried} of Twilio and are valid in their own region alone: if that is ${others}, set them again with it.`;
    expect(await api.post(`${config}/test-connection`)).toMatchObject({
      status: 422,
      body: { code: "provider_rejected_credentials", detail: expect.stringContaining(detail) },
    });
    const { verified, health } = (await api.get(config)).body;
    expect([verified, health.lastError]).toEqual([false, expect.stringContaining(detail)]);
  });
});

const whatsApp = (settings: { isEnabled?: boolean; sender?: string | null }) => ({ channels: { whatsapp: settings } });

describe("a setting that can never work in the region", () => {
  test.each([
    ["ie1", { verifyServiceSid }, "verifyServiceSid: Twilio has no Verify in its region ie1."],
    ["ie1", whatsApp({ isEnabled: true }), "channels.whatsapp.isEnabled: Twilio has no WhatsApp in its region ie1."],
    [
      "ie1",
      whatsApp({ sender: "+14155550100" }),
      "channels.whatsapp.sender: Twilio has no WhatsApp in its region ie1.",
    ],
    ["au1", { messagingServiceSid }, "messagingServiceSid: Twilio has no Programmable Messaging in its region au1."],
  ] as const)("in %s is refused by name: %j", async (region, setting, detail) => {
    const refusal = { status: 409, body: { code: "not_supported", detail: expect.stringContaining(detail) } };
    const { api, made, config, credentials } = await withAccount(region, region, setting);
    expect(made).toMatchObject(refusal);
    expect((await api.get(config)).status).toBe(404);
    const bare = `${path}/${(await api.post(path, { name: "x", provider: "twilio", ...setting })).body.id}`;
    expect(await api.put(`${bare}/credentials`, credentials)).toMatchObject(refusal);
    const without = {
      ...whatsApp({ isEnabled: false, sender: null }),
      messagingServiceSid: null,
      verifyServiceSid: null,
    };
    await api.patch(bare, without);
    expect((await api.put(`${bare}/credentials`, credentials)).body.region).toBe(region);
    expect(await api.patch(bare, setting)).toMatchObject(refusal);
    expect((await api.patch(bare, { name: "Another name" })).status).toBe(200);
  });

  test("is one of us1 without complaint", async () => {
    const { made } = await withAccount("us1", "us1", {
      ...{ verifyServiceSid, messagingServiceSid },
      ...whatsApp({ isEnabled: true }),
    });
    expect(made.status).toBe(201);
  });

  test("makes Twilio Verify no engine of a policy", async () => {
    const { api, made } = await withAccount("ie1");
    const policy = "/v1/tenants/current/verification-policy";
    const refusal = {
      status: 409,
      body: {
        code: "not_supported",
        detail: "Twilio has no Verify in its region ie1. Use a provider configuration with credentials of us1.",
      },
    };
    const engine = "twilio-verify";
    expect(await api.patch(policy, { engine })).toMatchObject(refusal);
    expect(await api.patch(policy, { engine, providerConfigId: made.body.id })).toMatchObject(refusal);
    const { body: other } = await api.post(path, { name: "Other", provider: "twilio" });
    expect((await api.patch(policy, { engine, providerConfigId: other.id })).status).toBe(200);
    expect(await api.patch(policy, { providerConfigId: null })).toMatchObject(refusal);
    expect((await api.patch(policy, { engine: "own", providerConfigId: null })).status).toBe(200);
  });
});

test("connectProviderNumber refuses a number of a region without messages", async () => {
  const { api, config } = await withAccount("au1");
  await api.post(`${config}/test-connection`);
  const { body } = await api.get(`${config}/phone-numbers`);
  expect(body.items).toHaveLength(1);
  expect(await api.post(`${config}/phone-numbers/${body.items[0].sid}/connect`, {})).toMatchObject({
    status: 409,
    body: { code: "not_supported", detail: expect.stringContaining("no Programmable Messaging in its region au1") },
  });
});
