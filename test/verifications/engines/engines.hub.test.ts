import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { type CodeFault, contractPolicy, verificationEngineContract } from "../../contracts/verification-engine.ts";
import { newNumber, running, simulator, tables } from "../../support/hub/hub.ts";
import { begin, check, codeAt, expire, otherThan } from "../verification-client.ts";
import { newVerifyingTenant } from "../verifying-tenant.ts";

type Fault = Parameters<typeof simulator.fault>[0];

const refusals: Readonly<Record<"own" | "twilio-verify", Record<CodeFault, Fault>>> = {
  own: {
    landline: { kind: "reject", code: 21614 },
    fraud: { kind: "reject", code: 30450 },
    country: { kind: "reject", code: 21408 },
    throttled: { kind: "throttle", retryAfterSeconds: 3 },
    credentials: { kind: "reject", code: 20003, status: 401 },
    "lost answer": { kind: "lost-response" },
  },
  "twilio-verify": {
    landline: { kind: "refuse-verification", reason: "landline" },
    fraud: { kind: "refuse-verification", reason: "prefix-blocked" },
    country: { kind: "refuse-verification", reason: "geo-not-permitted" },
    throttled: { kind: "throttle", retryAfterSeconds: 3 },
    credentials: { kind: "reject", code: 20003, status: 401 },
    "lost answer": { kind: "lost-response" },
  },
};

for (const engine of ["own", "twilio-verify"] as const) {
  verificationEngineContract(engine, async () => {
    const tenant = await newVerifyingTenant({ ...contractPolicy, engine });
    return {
      tenant,
      expire: ({ id, to }) => (engine === "own" ? expire(tenant, id) : simulator.expireVerifications({ to })),
      fail: (to, fault) => simulator.fault({ ...refusals[engine][fault], match: { to } }),
    };
  });
}

const rowOf = async (tenantId: string, id: string) => {
  const key = { pk: `${tenantId}#${id.slice(4, 20)}`, sk: id };
  const { Item } = await tables.send(new GetCommand({ TableName: running.tables.verifications, Key: key }));
  return Item ?? {};
};

test.each(["own", "twilio-verify"] as const)(
  "startVerification and checkVerification with engine %s read changed credentials again",
  async (engine) => {
    const tenant = await newVerifyingTenant({ engine });
    const { accountSid, number, numberSid } = tenant.twilio;
    const first = await begin(tenant);
    await check(tenant.api, first.id, otherThan(first.code));
    const authToken = "f".repeat(32);
    await simulator.addAccount({
      accountSid,
      authToken,
      phoneNumbers: [{ sid: numberSid, phoneNumber: number }],
      whatsappSenders: [number],
    });
    const path = `/v1/provider-configs/${tenant.config.id}`;
    await tenant.api.put(`${path}/credentials`, { accountSid, authToken });
    await tenant.api.post(`${path}/test-connection`);
    expect((await check(tenant.api, first.id, first.code)).body).toMatchObject({ approved: true });
    const { id, code } = await begin(tenant);
    expect((await check(tenant.api, id, code)).body).toMatchObject({ approved: true });
  },
);

describe("startVerification stores", () => {
  test("a MAC for the own engine, and neither the code nor the message (invariant 13)", async () => {
    const tenant = await newVerifyingTenant();
    const { id, code } = await begin(tenant);
    const row = await rowOf(tenant.id, id);
    expect(row).toMatchObject({ mac: expect.stringMatching(/./) });
    expect(row).not.toHaveProperty("providerSid");
    expect(JSON.stringify({ ...row, mac: "", timeSort: "", createdAt: "" })).not.toContain(code);
    const { body } = await tenant.api.get("/v1/messages");
    expect(body.items).toEqual([]);
  });

  test("only the SID for Twilio Verify (invariant 15)", async () => {
    const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
    const { id, to } = await begin(tenant);
    const [{ sid } = { sid: "" }] = await simulator.verifications({ to });
    expect(sid).toMatch(/^VE/);
    const row = await rowOf(tenant.id, id);
    expect(row).toMatchObject({ providerSid: sid });
    expect(row).not.toHaveProperty("mac");
  });
});

describe("Twilio Verify engine", () => {
  test("passes on the language, the app's hash and the device's address", async () => {
    const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
    const request = { locale: "pt-BR", androidAppHash: "FA+9qCX9VSu", clientIp: "203.0.113.7" };
    const { to } = await begin(tenant, request);
    const [asked] = await simulator.requests({ to, operation: "verifications.create" });
    expect(asked?.params).toMatchObject({ Locale: "pt-BR", AppHash: "FA+9qCX9VSu", DeviceIp: "203.0.113.7" });
  });

  test("answers 429 for the code's lifetime after Twilio's 60203, too many sends", async () => {
    const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
    const to = newNumber();
    await simulator.fault({ kind: "reject", code: 60203, status: 429, match: { to } });
    const { status, body, headers } = await tenant.api.post("/v1/verifications", { to, purpose: "login" });
    expect([status, body.code, headers.get("retry-after")]).toEqual([429, "too_many_attempts", "600"]);
  });

  test("ends the verification after Twilio's 60202, too many checks", async () => {
    const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
    const { id, to, code } = await begin(tenant);
    await simulator.fault({
      kind: "reject",
      code: 60202,
      status: 429,
      match: { accountSid: tenant.twilio.accountSid },
    });
    expect((await check(tenant.api, id, code)).body).toMatchObject({
      approved: false,
      verification: { status: "max_attempts_reached" },
    });
    expect((await check(tenant.api, id, await codeAt(to))).status).toBe(429);
  });

  test.each([["throttle"], ["error-after"], ["lost-response"], ["unreadable"]] as const)(
    "answers 503, neither right nor wrong, when a check's answer is lost under %s",
    async (kind) => {
      const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
      const { id, code } = await begin(tenant);
      await simulator.fault({ kind, match: { accountSid: tenant.twilio.accountSid } });
      const { status, body } = await check(tenant.api, id, code);
      expect([status, body.code]).toEqual([503, "temporarily_unavailable"]);
    },
  );

  test("answers 409 when a channel is disabled at Twilio", async () => {
    const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
    const to = newNumber();
    await simulator.fault({ kind: "refuse-verification", reason: "channel-disabled", match: { to } });
    const { status, body } = await tenant.api.post("/v1/verifications", { to, purpose: "login" });
    expect([status, body.code, body.providerCode]).toEqual([409, "not_supported", "60223"]);
  });
});

test("checkVerification counts no attempt and no failure when Twilio Verify fails (invariant 12)", async () => {
  const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
  const { id, to, code } = await begin(tenant);
  const match = { to, operation: "verificationChecks.create" };
  await simulator.fault({ kind: "throttle", match, times: 12 });
  for (let time = 0; time < 12; time++) expect((await check(tenant.api, id, otherThan(code))).status).toBe(503);
  const wrong = await check(tenant.api, id, otherThan(code));
  expect(wrong.body).toMatchObject({ approved: false, verification: { attemptsLeft: 4 } });
  expect((await check(tenant.api, id, code)).body).toMatchObject({ approved: true });
});

test("checkVerification approves once, and counts once, for five concurrent right codes", async () => {
  const tenant = await newVerifyingTenant();
  const { id, code } = await begin(tenant);
  const answers = await Promise.all(Array.from({ length: 5 }, () => check(tenant.api, id, code)));
  expect(answers.filter(({ body }) => body.approved)).toHaveLength(1);
  const day = new Date().toISOString().slice(0, 10);
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: running.tables.verifications,
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": `${tenant.id}#conversion#${day}` },
      ConsistentRead: true,
    }),
  );
  expect(Items).toMatchObject([{ sent: 1, approved: 1 }]);
});

test("checkVerification uses the configuration that sent the code, although another one is the default by now", async () => {
  const tenant = await newVerifyingTenant({ engine: "twilio-verify" });
  const { id, code } = await begin(tenant, { userId: "bob" });
  expect(await rowOf(tenant.id, id)).toMatchObject({ providerConfigId: tenant.config.id, userId: "bob" });
  const { accountSid, authToken } = tenant.twilio;
  const other = { name: "Other", provider: "twilio", isDefault: true, credentials: { accountSid, authToken } };
  const { body: config } = await tenant.api.post("/v1/provider-configs", other);
  await tenant.api.post(`/v1/provider-configs/${config.id}/test-connection`);
  expect((await check(tenant.api, id, code)).body).toMatchObject({ approved: true });
});
