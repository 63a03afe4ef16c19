import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
let tenant: { id: string; api: Api };
/** Clients with users' tokens: alice and bob without permissions, and a manager of the tenant's configurations. */
let alice: Api;
let bob: Api;
let manager: Api;
beforeAll(async () => {
  hub = await startInProcessHub();
  tenant = await hub.newBareTenant();
  const as = async (user: string, ...permissions: string[]) =>
    hub.api(await hub.issuer.signToken({ tenant: tenant.id, user, permissions }));
  [alice, bob, manager] = await Promise.all([as("alice"), as("bob"), as("mia", "manage_provider_configs")]);
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const twilio = { name: "x", provider: "twilio" };
const idsOf = async (api: Api, query = ""): Promise<string[]> =>
  (await api.get(`${path}?limit=200${query}`)).body.items.map(({ id }: { id: string }) => id);

describe("createProviderConfig by a user without manage_provider_configs", () => {
  test("makes configurations for the calling user only", async () => {
    const { status, body } = await alice.post(path, twilio);
    expect(status).toBe(201);
    expect(body).toMatchObject({ ownerUserId: "alice", isDefault: false });
    expect((await alice.post(path, { ...twilio, ownerUserId: "bob" })).body.code).toBe("permission_missing");
    expect((await alice.post(path, { ...twilio, isDefault: true })).status).toBe(400);
  });

  test("lets the user see and change only their own (invariant 16)", async () => {
    const { body: own } = await alice.post(path, twilio);
    const { body: shared } = await tenant.api.post(path, twilio);
    expect(await idsOf(bob)).not.toContain(own.id);
    expect(await idsOf(bob)).not.toContain(shared.id);
    for (const id of [own.id, shared.id]) {
      expect((await bob.get(`${path}/${id}`)).status).toBe(404);
      expect((await bob.patch(`${path}/${id}`, { name: "taken" })).status).toBe(404);
      expect((await bob.put(`${path}/${id}/credentials`, { accountSid: "x" })).status).toBe(400);
      expect((await bob.post(`${path}/${id}/test-connection`)).status).toBe(404);
      expect((await bob.del(`${path}/${id}`)).status).toBe(404);
    }
    expect(await idsOf(alice)).toContain(own.id);
    expect(await idsOf(alice)).not.toContain(shared.id);
    expect((await alice.patch(`${path}/${own.id}`, { name: "mine" })).body.name).toBe("mine");
    expect((await alice.del(`${path}/${own.id}`)).status).toBe(204);
  });

  test("keeps the user's idempotency keys apart (invariant 6)", async () => {
    const headers = { "idempotency-key": "one" };
    const [ofAlice, ofBob] = await Promise.all([alice.post(path, twilio, headers), bob.post(path, twilio, headers)]);
    expect(ofAlice.body).toMatchObject({ ownerUserId: "alice" });
    expect(ofBob.body).toMatchObject({ ownerUserId: "bob" });
    expect(ofAlice.body.id).not.toBe(ofBob.body.id);
    expect((await alice.post(path, twilio, headers)).body.id).toBe(ofAlice.body.id);
  });

  test("allows failover to their own and the tenant's configurations only", async () => {
    const { body: bobs } = await bob.post(path, twilio);
    const { body: shared } = await tenant.api.post(path, twilio);
    expect((await alice.post(path, { ...twilio, failoverConfigId: bobs.id })).status).toBe(400);
    expect((await alice.post(path, { ...twilio, failoverConfigId: shared.id })).status).toBe(201);
  });

  test("reaches no hub-wide configuration", async () => {
    expect((await alice.get("/v1/hub/provider-configs")).status).toBe(403);
  });
});

describe("createProviderConfig by a user with manage_provider_configs", () => {
  test("lets the user manage the tenant's, but no other user's", async () => {
    const { body: shared } = await manager.post(path, twilio);
    expect(shared.ownerUserId).toBeNull();
    const { body: own } = await alice.post(path, twilio);
    expect((await manager.get(`${path}/${own.id}`)).status).toBe(404);
    expect((await manager.post(path, { ...twilio, ownerUserId: "alice" })).status).toBe(403);
    expect(await idsOf(manager)).toContain(shared.id);
    expect(await idsOf(manager)).not.toContain(own.id);
  });
});

describe("provider-config operations by an API key on a user's own configuration", () => {
  const credentials = { accountSid: `AC${"a".repeat(32)}`, authToken: "b".repeat(32) };
  const number = `phone-numbers/PN${"0".repeat(32)}`;
  const changes: [what: string, change: (id: string, query: string) => Promise<{ status: number; body: unknown }>][] = [
    ["a setting", (id, query) => tenant.api.patch(`${path}/${id}${query}`, { name: "taken" })],
    [
      "a setting beside isActive",
      (id, query) => tenant.api.patch(`${path}/${id}${query}`, { isActive: false, name: "x" }),
    ],
    ["isActive: true", (id, query) => tenant.api.patch(`${path}/${id}${query}`, { isActive: true })],
    ["its credentials", (id, query) => tenant.api.put(`${path}/${id}/credentials${query}`, credentials)],
    ["a test of its connection", (id, query) => tenant.api.post(`${path}/${id}/test-connection${query}`)],
    ["a connected number", (id, query) => tenant.api.post(`${path}/${id}/${number}/connect${query}`, {})],
    ["a disconnected number", (id, query) => tenant.api.post(`${path}/${id}/${number}/disconnect${query}`)],
    ["its account's numbers", (id, query) => tenant.api.get(`${path}/${id}/phone-numbers${query}`)],
  ];

  test.each(changes)("refuse %s without onBehalfOf (invariant 29)", async (_what, change) => {
    const { body: own } = await alice.post(path, { ...twilio, credentials });
    const before = (await alice.get(`${path}/${own.id}`)).body;
    expect(await change(own.id, "")).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect((await alice.get(`${path}/${own.id}`)).body).toEqual(before);
    // The hub allows this request. The provider may still refuse the invented credentials.
    expect((await change(own.id, "?onBehalfOf=alice")).status).not.toBe(403);
    expect(await change(own.id, "?onBehalfOf=bob")).toMatchObject({ status: 404 });
    expect((await tenant.api.del(`${path}/${own.id}`)).status).toBe(204);
  });

  test("read, deactivate and delete it", async () => {
    const { body: own } = await alice.post(path, twilio);
    expect((await tenant.api.get(`${path}/${own.id}`)).body).toMatchObject({ ownerUserId: "alice" });
    const off = await tenant.api.patch(`${path}/${own.id}`, { isActive: false });
    expect(off).toMatchObject({ status: 200, body: { isActive: false } });
    expect((await alice.patch(`${path}/${own.id}`, { isActive: true })).body).toMatchObject({ isActive: true });
    expect((await tenant.api.del(`${path}/${own.id}`)).status).toBe(204);
    expect((await alice.get(`${path}/${own.id}`)).status).toBe(404);
  });

  test("create one only with onBehalfOf, which requires act_for_users", async () => {
    const forCarol = { ...twilio, ownerUserId: "carol" };
    expect((await tenant.api.post(path, forCarol)).body).toMatchObject({ code: "permission_missing" });
    const made = await tenant.api.post(`${path}?onBehalfOf=carol`, twilio);
    expect(made).toMatchObject({ status: 201, body: { ownerUserId: "carol", isDefault: false } });
    expect((await tenant.api.post(`${path}?onBehalfOf=bob`, forCarol)).status).toBe(403);
    expect(await idsOf(tenant.api, "&ownerUserId=carol")).toEqual([made.body.id]);
    expect(await idsOf(tenant.api, "&onBehalfOf=carol")).toEqual([made.body.id]);
    const key = { name: "k", permissions: ["manage_provider_configs"] };
    const plain = hub.api((await tenant.api.post("/v1/api-keys", key)).body.secret);
    expect((await plain.post(`${path}?onBehalfOf=carol`, twilio)).status).toBe(403);
    expect((await plain.patch(`${path}/${made.body.id}?onBehalfOf=carol`, { name: "x" })).status).toBe(403);
    expect((await plain.del(`${path}/${made.body.id}`)).status).toBe(204);
    expect((await alice.post(`${path}?onBehalfOf=alice`, twilio)).status).toBe(400);
  });
});
