import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tenantPermissions } from "../../shared/api/permissions.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const acme = { name: "Acme", defaultCountry: "us", timeZone: "Europe/Berlin" };

describe("createTenant", () => {
  test("makes a tenant and a first key with every permission but the platform's", async () => {
    const { status, body } = await hub.admin.post("/v1/tenants", acme);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "Acme", status: "active", defaultCountry: "US", useHubProvider: false });
    expect(body.apiKey.permissions).toEqual(tenantPermissions);
    const own = await hub.api(body.apiKey.secret).get("/v1/tenants/current");
    expect(own).toMatchObject({ status: 200, body: { id: body.id, timeZone: "Europe/Berlin" } });
  });

  test("writes one audit row (invariant 22)", async () => {
    const { body } = await hub.admin.post("/v1/tenants", acme);
    expect(await hub.rows("audit", body.id)).toMatchObject([{ action: "createTenant", target: body.id }]);
  });

  test("makes one tenant and shows its secret once for 20 concurrent equal requests with one key (invariant 6)", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => hub.admin.post("/v1/tenants", acme, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.apiKey.secret !== null)).toHaveLength(1);
    expect(answers.filter((answer) => answer.headers.get("idempotent-replayed") === "true")).toHaveLength(19);
    expect(await hub.rows("audit", answers[0]?.body.id)).toHaveLength(1);
  });

  test("refuses the same key with another body", async () => {
    const headers = { "idempotency-key": crypto.randomUUID() };
    await hub.admin.post("/v1/tenants", acme, headers);
    const other = await hub.admin.post("/v1/tenants", { ...acme, name: "Other" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
  });

  test("requires a platform administrator", async () => {
    const { api } = await hub.newBareTenant();
    expect(await api.post("/v1/tenants", acme)).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test.each([
    ["no name", {}],
    ["an unknown field", { name: "x", plan: "gold" }],
    ["an unknown time zone", { name: "x", timeZone: "Mars/Olympus" }],
    ["half a surrogate pair", '{"name":"\\ud800"}'],
    ["NUL", '{"name":"a\\u0000b"}'],
    ["__proto__", '{"name":"x","__proto__":{"status":"suspended"}}'],
    ["invalid JSON", "{"],
  ])("refuses %s with a problem (invariant 24)", async (_what, body) => {
    const answer = await hub.admin.post("/v1/tenants", body);
    expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });
});

describe("getTenant and updateTenant for the caller's own tenant", () => {
  test("merge changes, with an audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant({ defaultCountry: "DE" });
    const changed = await api.patch("/v1/tenants/current", { quietHours: { start: "22:00", end: "07:00" } });
    expect(changed).toMatchObject({ status: 200, body: { defaultCountry: "DE", quietHours: { start: "22:00" } } });
    expect((await api.patch(`/v1/tenants/${id}`, { defaultCountry: null })).body.defaultCountry).toBeNull();
    expect((await api.get("/v1/tenants/current")).body).toMatchObject({ defaultCountry: null });
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions).toEqual(["createTenant", "updateTenant", "updateTenant"]);
  });

  test("write no audit row for an empty change", async () => {
    const { id, api } = await hub.newBareTenant();
    expect((await api.patch("/v1/tenants/current", {})).status).toBe(200);
    expect(await hub.rows("audit", id)).toHaveLength(1);
  });

  test("require manage_tenant", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", { name: "narrow", permissions: ["send_messages"] });
    const narrow = hub.api(body.secret);
    expect((await narrow.get("/v1/tenants/current")).status).toBe(403);
    expect((await narrow.patch("/v1/tenants/current", { name: "x" })).status).toBe(403);
  });

  test("let a test key read but not change (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", { name: "t", mode: "test", permissions: ["manage_tenant"] });
    const testApi = hub.api(body.secret);
    expect((await testApi.get("/v1/tenants/current")).status).toBe(200);
    expect((await testApi.patch("/v1/tenants/current", { name: "x" })).status).toBe(403);
  });
});

describe("getTenant, updateTenant and listTenants", () => {
  test("answer 404 to a tenant's key for another tenant (invariant 16)", async () => {
    const [mine, theirs] = await Promise.all([hub.newBareTenant(), hub.newBareTenant()]);
    const unknown = await mine.api.get("/v1/tenants/ten_unknown");
    const foreign = await mine.api.get(`/v1/tenants/${theirs.id}`);
    expect(foreign.status).toBe(404);
    expect({ ...foreign.body, requestId: "" }).toEqual({ ...unknown.body, requestId: "" });
    expect((await mine.api.patch(`/v1/tenants/${theirs.id}`, { name: "taken" })).status).toBe(404);
    expect((await theirs.api.get("/v1/tenants/current")).body.name).toBe("Test");
  });

  test("list tenants newest first, page by page, to a platform administrator", async () => {
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await hub.newBareTenant()).id);
    const first = await hub.admin.get("/v1/tenants?limit=2");
    const second = await hub.admin.get(`/v1/tenants?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(made.reverse());
    expect(first.body.items[0]).not.toHaveProperty("firstApiKeyId");
    expect((await hub.admin.get("/v1/tenants?cursor=nonsense")).body.code).toBe("invalid_cursor");
    expect((await (await hub.newBareTenant()).api.get("/v1/tenants")).status).toBe(403);
  });

  test("read and change a tenant for a platform administrator", async () => {
    const { id } = await hub.newBareTenant();
    expect((await hub.admin.patch(`/v1/tenants/${id}`, { useHubProvider: true })).body.useHubProvider).toBe(true);
    expect((await hub.admin.get(`/v1/tenants/${id}`)).body.useHubProvider).toBe(true);
    expect((await hub.admin.get("/v1/tenants/ten_unknown")).status).toBe(404);
  });

  test("refuse a tenant's change of useHubProvider, and apply nothing else of that request (invariant 30)", async () => {
    const { id, api } = await hub.newBareTenant();
    for (const useHubProvider of [true, false]) {
      const refused = await api.patch("/v1/tenants/current", { name: "Helped itself", useHubProvider });
      expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
      expect(refused.body.detail).toContain("useHubProvider");
    }
    expect((await api.get("/v1/tenants/current")).body).toMatchObject({ name: "Test", useHubProvider: false });
    expect((await hub.rows("audit", id)).map(({ action }) => action)).toEqual(["createTenant"]);
  });
});

describe("suspendTenant and resumeTenant", () => {
  test("write an audit row each, and none when repeated", async () => {
    const { id } = await hub.newBareTenant();
    for (let i = 0; i < 2; i++)
      expect((await hub.admin.post(`/v1/tenants/${id}/suspend`)).body).toMatchObject({ id, status: "suspended" });
    expect((await hub.admin.post(`/v1/tenants/${id}/resume`)).body.status).toBe("active");
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions).toEqual(["createTenant", "suspendTenant", "resumeTenant"]);
  });

  test("refuse the hub's own tenant", async () => {
    const refused = await hub.admin.post("/v1/tenants/ten_hub/suspend");
    expect(refused).toMatchObject({ status: 409, body: { code: "conflict" } });
  });

  test("require a platform administrator and an existing tenant", async () => {
    const { id, api } = await hub.newBareTenant();
    expect((await api.post(`/v1/tenants/${id}/suspend`)).status).toBe(403);
    expect((await api.post(`/v1/tenants/${id}/resume`)).status).toBe(403);
    expect((await hub.admin.post("/v1/tenants/ten_unknown/suspend")).status).toBe(404);
  });
});
