import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../../support/api.ts";
import {
  api,
  eventually,
  newBareTenant,
  newNumber,
  newTenant,
  simulator,
  type TestTenant,
} from "../../support/hub/hub.ts";

let tenant: TestTenant;
let inTest: Api;

const testKey = async (by: Api) =>
  api(
    (
      await by.post("/v1/api-keys", {
        name: "test",
        mode: "test",
        permissions: ["send_messages", "view_messages", "lookup_numbers"],
      })
    ).body.secret,
  );

beforeAll(async () => {
  tenant = await newTenant();
  inTest = await testKey(tenant.api);
});

const finalOf = (by: Api, id: string) =>
  eventually(
    async () => (await by.get(`/v1/messages/${id}`)).body,
    (message) => message.isFinal,
    15_000,
  );

describe("sendMessage in test mode sends nothing (invariant 21)", () => {
  test("moves a test key's message through the statuses", async () => {
    const to = newNumber();
    const { status, body } = await inTest.post("/v1/messages", { to, body: "hi" });
    expect(status).toBe(201);
    expect(body).toMatchObject({ isTest: true, provider: "test", status: "accepted" });
    expect(await finalOf(inTest, body.id)).toMatchObject({ status: "delivered" });
    expect(await simulator.requests({ to })).toEqual([]);
  });

  test("works for a tenant without a configuration", async () => {
    const bare = await newBareTenant();
    const { body } = await (await testKey(bare.api)).post("/v1/messages", { to: newNumber(), body: "hi" });
    expect(body).toMatchObject({ status: "accepted", provider: "test", providerConfigId: null });
  });

  test("moves a scheduled test message through the statuses", async () => {
    const by = await testKey((await newBareTenant()).api);
    const sendAt = new Date(Date.now() + 1_000).toISOString();
    const { body } = await by.post("/v1/messages", { to: newNumber(), body: "hi", sendAt });
    expect(await finalOf(by, body.id)).toMatchObject({ status: "delivered", provider: "test" });
  });

  test.each([
    ["+15005550001", "recipient_invalid", "21211"],
    ["+15005550003", "country_not_permitted", "21408"],
    ["+15005550004", "recipient_opted_out", "21610"],
    ["+15005550009", "recipient_landline", "21614"],
  ])("fails Twilio's magic number %s with %s", async (to, code, providerCode) => {
    const { status, body } = await inTest.post("/v1/messages", { to, body: "hi" });
    expect({ status, error: body.error }).toMatchObject({ status: 201, error: { code, providerCode } });
  });

  test("uses a configuration in test mode for a live key without sending", async () => {
    const live = await newTenant({}, () => ({ testMode: true }));
    const to = newNumber();
    const { body } = await live.api.post("/v1/messages", { to, body: "hi" });
    expect(body).toMatchObject({ isTest: true, provider: "test" });
    expect(await finalOf(live.api, body.id)).toMatchObject({ status: "delivered" });
    expect(await simulator.requests({ to })).toEqual([]);
  });

  test("keeps test data and live data apart", async () => {
    const live = (await tenant.api.post("/v1/messages", { to: newNumber(), body: "live" })).body;
    const test = (await inTest.post("/v1/messages", { to: newNumber(), body: "test" })).body;
    expect((await inTest.get(`/v1/messages/${live.id}`)).status).toBe(404);
    expect((await tenant.api.get(`/v1/messages/${test.id}`)).status).toBe(404);
    const listed = (await inTest.get("/v1/messages?limit=200")).body.items.map((one: { id: string }) => one.id);
    expect(listed).toContain(test.id);
    expect(listed).not.toContain(live.id);
  });
});
