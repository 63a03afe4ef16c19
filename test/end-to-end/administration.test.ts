import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { admin, api, eventually, simulator, tenant, testWith } from "./support/hub.ts";

const hex = () => randomBytes(16).toString("hex");

describe.concurrent("createApiKey and revokeApiKey", () => {
  test("give a key its permissions, show its secret once, and end it within half a minute of revocation", async () => {
    const { status, body: key } = await tenant.post("/v1/api-keys", {
      name: "end to end",
      mode: "live",
      permissions: ["view_messages"],
    });
    expect(status).toBe(201);
    const holder = api(key.secret);
    expect((await holder.get("/v1/messages?limit=1")).status).toBe(200);
    const refused = await holder.post("/v1/messages", { to: "+14155550123", body: "x" });
    expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    const listed = (await tenant.get("/v1/api-keys?limit=200")).body.items;
    expect(JSON.stringify(listed)).not.toContain(key.secret);
    expect((await tenant.del(`/v1/api-keys/${key.id}`)).status).toBe(204);
    const after = await eventually(
      () => holder.get("/v1/messages?limit=1"),
      (answer) => answer.status === 401,
      30_000,
    );
    expect(after).toMatchObject({ status: 401, body: { code: "unauthenticated" } });
  }, 40_000);
});

describe.concurrent("createProviderConfig and testProviderConnection", () => {
  test("never show the credentials, and do not verify wrong ones", async () => {
    const { status, body: config } = await tenant.post("/v1/provider-configs", {
      name: "End to end",
      provider: "twilio",
    });
    expect(status).toBe(201);
    const path = `/v1/provider-configs/${config.id}`;
    const credentials = { accountSid: `AC${hex()}`, authToken: hex() };
    const set = await tenant.put(`${path}/credentials`, credentials);
    expect(set).toMatchObject({ status: 200, body: { hasCredentials: true, verified: false } });
    const tested = await tenant.post(`${path}/test-connection`);
    expect(tested).toMatchObject({ status: 422, body: { code: "provider_rejected_credentials" } });
    const shown = await tenant.get(`${path}?view=full`);
    expect(shown.body).toMatchObject({ verified: false, accountSidLast4: credentials.accountSid.slice(-4) });
    for (const answer of [set, tested, shown]) expect(JSON.stringify(answer.body)).not.toContain(credentials.authToken);
    expect((await tenant.del(path)).status).toBe(204);
    expect((await tenant.get(path)).status).toBe(404);
  });
});

describe.concurrent("createTenant and suspendTenant", () => {
  testWith("platformAdmin", "simulator")(
    "let the tenant send through its own account, until it is suspended",
    async () => {
      const made = await admin.post("/v1/tenants", { name: "End to end", defaultCountry: "US" });
      expect(made.status).toBe(201);
      const own = api(made.body.apiKey.secret);
      const account = { accountSid: `AC${hex()}`, authToken: hex() };
      const number = { sid: `PN${hex()}`, phoneNumber: "+14155550142" };
      await simulator.addAccount({ ...account, phoneNumbers: [number] });
      const { body: config } = await own.post("/v1/provider-configs", {
        name: "Own",
        provider: "twilio",
        credentials: account,
      });
      const path = `/v1/provider-configs/${config.id}`;
      expect(await own.post(`${path}/test-connection`)).toMatchObject({ status: 200, body: { verified: true } });
      expect((await own.post(`${path}/phone-numbers/${number.sid}/connect`, {})).status).toBe(200);
      const sent = await own.post("/v1/messages", { to: "(415) 555-2671", body: "hello" });
      expect(sent).toMatchObject({ status: 201, body: { to: "+14155552671", from: number.phoneNumber } });

      expect((await admin.post(`/v1/tenants/${made.body.id}/suspend`)).status).toBe(200);
      const refused = await eventually(
        () => own.get("/v1/messages"),
        ({ status }) => status !== 200,
        60_000,
      );
      expect(refused.status).toBeGreaterThanOrEqual(401);
      expect(refused.status).toBeLessThanOrEqual(403);
    },
    70_000,
  );
});
