import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../../support/api.ts";
import { eventually, newBareTenant, newNumber, newTwilioAccount, simulator } from "../../support/hub/hub.ts";

type Region = "us1" | "ie1" | "au1";

/** A tenant whose account is in a region, connected and verified through the API alone. */
const newTenantIn = async (region: Region, settings: object = {}, made = newBareTenant()) => {
  const [tenant, twilio] = await Promise.all([made, newTwilioAccount({ region })]);
  const { accountSid, authToken, number, numberSid } = twilio;
  const credentials = { accountSid, authToken, region };
  const config = { name: "Twilio", provider: "twilio", credentials, fromNumbers: [number], ...settings };
  const path = `/v1/provider-configs/${(await tenant.api.post("/v1/provider-configs", config)).body.id}`;
  const tested = await tenant.api.post(`${path}/test-connection`);
  expect(tested.body.verified).toBe(true);
  return { ...tenant, twilio, path, connect: () => tenant.api.post(`${path}/phone-numbers/${numberSid}/connect`, {}) };
};

const send = (api: Api, more: object) => api.post("/v1/messages", { to: newNumber(), body: "hello", ...more });
const refusal = (product: string, region: Region) => ({
  status: 409,
  body: { code: "not_supported", detail: expect.stringContaining(`no ${product} in its region ${region}`) },
});

describe("a configuration of Twilio's region ie1", () => {
  let tenant: Awaited<ReturnType<typeof newTenantIn>>;
  beforeAll(async () => {
    tenant = await newTenantIn("ie1", { channels: { voice: { isEnabled: true } } });
    await tenant.connect();
  });

  test("sends there, and its callbacks and replies come in", async () => {
    const to = newNumber();
    const sent = await send(tenant.api, { to });
    expect(sent.status).toBe(201);
    const path = `/v1/messages/${sent.body.id}`;
    const { body } = await eventually(
      () => tenant.api.get(path),
      (answer) => answer.body.status === "delivered",
    );
    expect(body.status).toBe("delivered");
    const [create, ...others] = await simulator.requests({ to, operation: "messages.create" });
    expect(create?.headers["x-forwarded-host"]).toBe("api.dublin.ie1.twilio.com");
    expect(others).toEqual([]);

    await simulator.inbound({ from: to, to: tenant.twilio.number, body: "Hi" });
    const inbox = await tenant.api.get(`/v1/messages?direction=inbound&from=${encodeURIComponent(to)}`);
    expect(inbox.body.items).toMatchObject([{ body: "Hi", status: "received" }]);
  });

  test("looks numbers up there", async () => {
    const number = newNumber();
    const answer = await tenant.api.post("/v1/lookups", { number });
    expect(answer).toMatchObject({ status: 200, body: { source: "provider" } });
    const [asked] = await simulator.requests({ to: number, operation: "lookups.fetch" });
    expect(asked?.headers["x-forwarded-host"]).toBe("lookups.dublin.ie1.twilio.com");
  });

  test("refuses WhatsApp and media by name, also in a preview", async () => {
    expect(await send(tenant.api, { channel: "whatsapp" })).toMatchObject(refusal("WhatsApp", "ie1"));
    const mediaUrls = ["https://example.com/a.png"];
    expect(await send(tenant.api, { mediaUrls })).toMatchObject(refusal("MMS", "ie1"));
    const preview = await tenant.api.post("/v1/messages/preview", { to: newNumber(), body: "hello", mediaUrls });
    expect(JSON.stringify(preview.body)).toContain("no MMS in its region ie1");
  });

  test("refuses a code of Twilio Verify by name, and sends the hub's own", async () => {
    const request = { to: newNumber(), purpose: "login" };
    expect((await tenant.api.post("/v1/verifications", request)).status).toBe(201);
    const bare = await newBareTenant();
    await bare.api.patch("/v1/tenants/current/verification-policy", { engine: "twilio-verify" });
    const verifying = await newTenantIn("ie1", {}, Promise.resolve(bare));
    expect(await verifying.api.post("/v1/verifications", request)).toMatchObject(refusal("Verify", "ie1"));
    expect(await simulator.requests({ to: request.to, operation: "verifications.create" })).toEqual([]);
  });
});

describe("a configuration of Twilio's region au1", () => {
  test("refuses messages and lookups by name, and calls", async () => {
    const { api, connect } = await newTenantIn("au1", { channels: { voice: { isEnabled: true } } });
    expect(await send(api, {})).toMatchObject(refusal("Programmable Messaging", "au1"));
    expect(await api.post("/v1/lookups", { number: newNumber() })).toMatchObject(refusal("Lookup", "au1"));
    expect(await connect()).toMatchObject(refusal("Programmable Messaging", "au1"));
    const to = newNumber();
    const code = await api.post("/v1/verifications", { to, purpose: "login", channel: "call" });
    expect(code.status).toBe(201);
    const [called] = await simulator.requests({ to, operation: "calls.create" });
    expect(called?.headers["x-forwarded-host"]).toBe("api.sydney.au1.twilio.com");
  });

  test("is no failover for a message", async () => {
    const { api, path, twilio } = await newTenantIn("us1");
    const other = await newTwilioAccount({ region: "au1" });
    const { accountSid, authToken, number } = other;
    const { body } = await api.post("/v1/provider-configs", {
      ...{ name: "Second", provider: "twilio", fromNumbers: [number] },
      credentials: { accountSid, authToken, region: "au1" },
    });
    await api.post(`/v1/provider-configs/${body.id}/test-connection`);
    await api.patch(path, { failoverConfigId: body.id });
    const to = newNumber();
    const fault = { kind: "reject", status: 403, code: 20005, message: "inactive" } as const;
    await simulator.fault({ ...fault, match: { to, accountSid: twilio.accountSid } });
    expect((await send(api, { to })).body).toMatchObject({ status: "failed", error: { code: "account_suspended" } });
    const creates = await simulator.requests({ to, operation: "messages.create" });
    expect(creates.map(({ path: asked }) => asked.includes(twilio.accountSid))).toEqual([true]);
  });
});
