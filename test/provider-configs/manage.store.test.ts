import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const twilio = { name: "Twilio", provider: "twilio" };

describe("createProviderConfig", () => {
  test("makes a configuration with webhook URLs and without credentials", async () => {
    const { id, api } = await hub.newBareTenant();
    const { status, body } = await api.post(path, { ...twilio, fromNumbers: ["+14155550100"] });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ provider: "twilio", isDefault: true, isActive: true, verified: false, hasCredentials: false },
      ...{ fromNumbers: ["+14155550100"], lookupCacheDays: 30, health: { status: "unknown", lastError: null } },
    });
    expect(body.webhookUrls.inbound).toMatch(/^https:\/\/inbound\.example\/[\w-]{22}$/);
    expect(body.webhookUrls.status).toMatch(/^https:\/\/status\.example\/[\w-]{22}$/);
    const audit = (await hub.rows("audit", id)).filter(({ action }) => action === "createProviderConfig");
    expect(audit).toMatchObject([{ target: body.id }]);
  });

  test("switches SMS on, and every other channel off, where the request does not say otherwise", async () => {
    const { api } = await hub.newBareTenant();
    const channelsOf = async (settings: object) => (await api.post(path, { ...twilio, ...settings })).body.channels;
    const usual = {
      sms: { isEnabled: true },
      whatsapp: { isEnabled: false, sender: null },
      voice: { isEnabled: false },
    };
    expect(await channelsOf({})).toEqual(usual);
    expect(await channelsOf({ channels: {} })).toEqual(usual);
    const sender = "+14155550100";
    expect(await channelsOf({ channels: { whatsapp: { sender }, voice: { isEnabled: true } } })).toEqual({
      ...{ ...usual, whatsapp: { isEnabled: false, sender }, voice: { isEnabled: true } },
    });
  });

  test("gives an SNS configuration an external id and no webhooks", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post(path, { name: "SNS", provider: "sns", senderId: "ACME" });
    expect(body.externalId).toMatch(/^phonehub-[0-9a-f]{32}$/);
    expect(body.webhookUrls).toEqual({ inbound: null, status: null, voice: null });
  });

  test("makes one configuration of 20 concurrent equal requests with one key (invariant 6)", async () => {
    const { id, api } = await hub.newBareTenant();
    const headers = { "idempotency-key": "k1" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post(path, twilio, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter((one) => one.headers.get("idempotent-replayed") === null)).toHaveLength(1);
    expect((await api.get(path)).body.items).toHaveLength(1);
    expect((await hub.rows("audit", id)).filter(({ action }) => action === "createProviderConfig")).toHaveLength(1);
    const other = await api.post(path, { ...twilio, name: "Other" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  });

  test.each<[what: string, body: object, query?: string]>([
    ["an unknown provider", { ...twilio, provider: "vonage" }],
    ["an invalid sender number", { ...twilio, fromNumbers: ["hello"] }],
    ["an invalid WhatsApp sender", { ...twilio, channels: { whatsapp: { sender: "hello" } } }],
    ["an unknown channel", { ...twilio, channels: { telex: { isEnabled: true } } }],
    ["a sender for SMS beside its numbers", { ...twilio, channels: { sms: { sender: "+14155550100" } } }],
    ["an unknown field", { ...twilio, verified: true }],
    ["a chosen tenant", { ...twilio, tenantId: "ten_hub" }],
    ["a chosen webhook id", { ...twilio, webhookId: "x" }],
    ["an unknown failover", { ...twilio, failoverConfigId: "cfg_none" }],
    ["a user's configuration as the default", { ...twilio, isDefault: true }, "?onBehalfOf=u1"],
    ["a name with NUL", { ...twilio, name: "a\u0000" }],
  ])("refuses %s, and stores nothing (invariant 24)", async (_what, body, query = "") => {
    const { api } = await hub.newBareTenant();
    expect(await api.post(`${path}${query}`, body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect((await api.get(path)).body.items).toEqual([]);
  });
});

describe("listProviderConfigs and getProviderConfig", () => {
  test("page newest first, in three views", async () => {
    const { api } = await hub.newBareTenant();
    const made: string[] = [];
    for (const name of ["a", "b", "c"]) made.push((await api.post(path, { ...twilio, name })).body.id);
    const first = await api.get(`${path}?limit=2&view=basic`);
    const second = await api.get(`${path}?limit=2&view=full&cursor=${first.body.nextCursor}`);
    expect(first.body.items[0]).toEqual({
      ...{ id: made[2], name: "c", provider: "twilio", isDefault: false, isActive: true },
    });
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual([made[0]]);
    expect(second.body.items[0]).toMatchObject({ isDefault: true, testMode: false });
    expect(await api.get(`${path}/${made[0]}?view=basic`)).toMatchObject({ status: 200, body: { name: "a" } });
    expect((await api.get(`${path}?cursor=x`)).body.code).toBe("invalid_cursor");
  });

  test("show nothing secret or internal (invariant 17)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post(path, twilio);
    const shown = Object.keys((await api.get(`${path}/${body.id}?view=full`)).body);
    for (const name of ["credentials", "credentialsVersion", "webhookId", "tenantId", "numberBackups", "revision"])
      expect(shown).not.toContain(name);
  });

  test("omit the row that names the default", async () => {
    const { api } = await hub.newBareTenant();
    await api.post(path, twilio);
    expect((await api.get(`${path}/default`)).status).toBe(404);
    expect((await api.del(`${path}/default`)).status).toBe(404);
  });
});

describe("updateProviderConfig", () => {
  test("merges the change and writes an audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await api.post(path, { ...twilio, messagesPerSecond: 5, fromNumbers: ["+14155550100"] });
    const changed = await api.patch(`${path}/${body.id}`, { name: "New", messagesPerSecond: null });
    expect(changed).toMatchObject({ status: 200, body: { name: "New", messagesPerSecond: null } });
    expect(changed.body.fromNumbers).toEqual(["+14155550100"]);
    expect(changed.body.webhookUrls).toEqual(body.webhookUrls);
    const audit = (await hub.rows("audit", id)).filter(({ action }) => action === "updateProviderConfig");
    expect(audit).toMatchObject([{ target: body.id, changes: { name: "New", messagesPerSecond: null } }]);
  });

  test("merges channel by channel", async () => {
    const { api } = await hub.newBareTenant();
    const sender = "+14155550100";
    const { body } = await api.post(path, {
      ...twilio,
      channels: { whatsapp: { sender }, voice: { isEnabled: true } },
    });
    const changedTo = async (channels: object) => (await api.patch(`${path}/${body.id}`, { channels })).body.channels;
    expect(await changedTo({ whatsapp: { isEnabled: true } })).toEqual({
      ...{ ...body.channels, whatsapp: { isEnabled: true, sender } },
    });
    const last = { sms: { isEnabled: false }, whatsapp: { isEnabled: true, sender: null }, voice: { isEnabled: true } };
    expect(await changedTo({ sms: { isEnabled: false }, whatsapp: { sender: null } })).toEqual(last);
    expect(await changedTo({})).toEqual(last);
  });

  test("keeps 20 concurrent changes of different fields", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post(path, twilio);
    const one = `${path}/${body.id}`;
    const changes = [{ name: "New" }, { smartEncoding: true }, { lookupCacheDays: 1 }, { isActive: false }];
    const answers = await Promise.all(changes.map((change) => api.patch(one, change)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await api.get(one)).body).toMatchObject(Object.assign({}, ...changes));
  });

  test.each<[string, object]>([
    ["verified, which only testProviderConnection sets", { verified: true }],
    ["the provider", { provider: "sns" }],
    ["the owner", { ownerUserId: "u1" }],
    ["itself as its failover", { failoverConfigId: "SELF" }],
  ])("refuses to change %s", async (_what, change) => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post(path, twilio);
    const text = JSON.stringify(change).replace("SELF", body.id);
    expect(await api.patch(`${path}/${body.id}`, text)).toMatchObject({ status: 400 });
  });
});

describe("deleteProviderConfig", () => {
  test("deletes the configuration and its credentials, with an audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await api.post(path, twilio);
    expect((await api.del(`${path}/${body.id}`)).status).toBe(204);
    expect((await api.get(`${path}/${body.id}`)).status).toBe(404);
    expect((await api.del(`${path}/${body.id}`)).status).toBe(404);
    expect(await hub.rows("providerConfigs", id)).toEqual([{ pk: id, sk: "shared" }]);
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions.filter((action) => action === "deleteProviderConfig")).toHaveLength(1);
  });
});

/** Every operation on one configuration, all refused in the same way. */
const operationsOn = (api: Api, one: string) => [
  api.get(one),
  api.patch(one, { name: "taken" }),
  api.del(one),
  api.put(`${one}/credentials`, { accountSid: `AC${"0".repeat(32)}`, authToken: "x".repeat(32) }),
  api.post(`${one}/test-connection`),
  api.get(`${one}/phone-numbers`),
  api.post(`${one}/phone-numbers/PN${"0".repeat(32)}/connect`, {}),
  api.post(`${one}/phone-numbers/PN${"0".repeat(32)}/disconnect`),
];

describe("provider-config operations", () => {
  test("answer 404 for another tenant's configuration (invariant 16)", async () => {
    const [mine, theirs] = await Promise.all([hub.newBareTenant(), hub.newBareTenant()]);
    const { body } = await theirs.api.post(path, twilio);
    const unknown = await Promise.all(operationsOn(mine.api, `${path}/cfg_unknown`));
    const foreign = await Promise.all(operationsOn(mine.api, `${path}/${body.id}`));
    const plain = (answers: typeof foreign) =>
      answers.map(({ status, body: { requestId, ...rest } }) => [status, rest]);
    expect(foreign.map(({ status }) => status)).toEqual(Array(8).fill(404));
    expect(plain(foreign)).toEqual(plain(unknown));
    expect((await theirs.api.get(`${path}/${body.id}`)).body.name).toBe("Twilio");
    expect((await mine.api.get(path)).body.items).toEqual([]);
  });

  test("answer 404 to a tenant for hub-wide configurations, by either path (invariant 16)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await hub.admin.post("/v1/hub/provider-configs", { ...twilio, name: "Hub-wide" });
    const byHubPath = await Promise.all(operationsOn(api, `/v1/hub/provider-configs/${body.id}`));
    expect(byHubPath.map(({ status }) => status)).toEqual(Array(8).fill(403));
    const byOwnPath = await Promise.all(operationsOn(api, `${path}/${body.id}`));
    expect(byOwnPath.map(({ status }) => status)).toEqual(Array(8).fill(404));
    expect((await hub.admin.get(`/v1/hub/provider-configs/${body.id}`)).body.name).toBe("Hub-wide");
    expect((await hub.admin.patch(`/v1/hub/provider-configs/${body.id}`, { name: "H" })).body.name).toBe("H");
    expect((await hub.admin.get("/v1/hub/provider-configs")).body.items.length).toBeGreaterThan(0);
    expect((await hub.admin.del(`/v1/hub/provider-configs/${body.id}`)).status).toBe(204);
  });
});

describe("provider-config operations by a test key", () => {
  test("allow reading and refuse every change (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post(path, twilio);
    const permissions = ["manage_provider_configs"];
    const key = await api.post("/v1/api-keys", { name: "t", mode: "test", permissions });
    const testApi = hub.api(key.body.secret);
    expect((await testApi.post(path, twilio)).status).toBe(403);
    expect((await testApi.get(path)).body.items).toHaveLength(1);
    const [read, ...others] = await Promise.all(operationsOn(testApi, `${path}/${body.id}`));
    expect(read?.status).toBe(200);
    expect(others.map(({ status }) => status)).toEqual(Array(7).fill(403));
  });
});
