import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { setClock } from "../../shared/kernel/clock.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterEach(() => setClock(Date.now));
afterAll(() => hub.close());

const sending = { name: "sender", permissions: ["send_messages"] };
const hour = 3_600_000;

describe("createApiKey", () => {
  test("makes at most 100 keys for a tenant, not counting expired and revoked ones (invariant 31)", async () => {
    const { api } = await hub.newBareTenant();
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const brief = (await api.post("/v1/api-keys", { ...sending, expiresAt })).body;
    const { body: spare } = await api.post("/v1/api-keys", sending);
    const more = (count: number) => Promise.all(Array.from({ length: count }, () => api.post("/v1/api-keys", sending)));
    // The tenant's first key counts too.
    for (let made = 3; made < 100; made += 1) await api.post("/v1/api-keys", sending);
    const refused = await api.post("/v1/api-keys", sending);
    expect(refused).toMatchObject({ status: 409, body: { code: "limit_reached" } });
    expect(refused.body.detail).toContain("100");
    await api.del(`/v1/api-keys/${spare.id}`);
    expect((await more(3)).map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const later = Date.now() + 61_000;
    setClock(() => later);
    expect((await more(2)).map(({ status }) => status).sort()).toEqual([201, 409]);
    const { items } = (await api.get("/v1/api-keys?limit=200")).body;
    expect(items).toHaveLength(100);
    expect(items.map(({ id }: { id: string }) => id)).not.toContain(brief.id);
  });

  test("shows the secret once and never stores it (invariant 21)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { status, body } = await api.post("/v1/api-keys", sending);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: "sender", mode: "live", permissions: ["send_messages"], lastUsedAt: null });
    expect(body.secret).toMatch(/^phk_live_[\w-]{38}$/);
    expect(body.secret.startsWith(body.prefix)).toBe(true);
    const listed = await api.get("/v1/api-keys");
    const stored = [...(await hub.rows("apiKeys", id)), ...(await hub.rows("audit", id))];
    expect(JSON.stringify([listed.body, stored])).not.toContain(body.secret);
    expect(listed.body.items[0]).not.toHaveProperty("hash");
  });

  test("writes one audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", sending);
    const rows = (await hub.rows("audit", id)).filter(({ action }) => action === "createApiKey");
    expect(rows).toMatchObject([{ target: body.id, changes: { permissions: ["send_messages"] } }]);
  });

  test("grants at most the caller's permissions (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", { name: "keys", permissions: ["manage_api_keys"] });
    const refused = await hub.api(body.secret).post("/v1/api-keys", sending);
    expect(refused).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect((await api.post("/v1/api-keys", { name: "root", permissions: ["platform_admin"] })).status).toBe(403);
  });

  test("lets a test key make only test keys without platform permissions (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const mode = "test";
    const { body } = await api.post("/v1/api-keys", { name: "t", mode, permissions: ["manage_api_keys"] });
    expect(body.secret).toMatch(/^phk_test_/);
    const testApi = hub.api(body.secret);
    const newKey = { name: "child", permissions: ["manage_api_keys"] };
    expect((await testApi.post("/v1/api-keys", newKey)).status).toBe(403);
    expect((await testApi.post("/v1/api-keys", { ...newKey, mode })).status).toBe(201);
    const root = { name: "root", mode, permissions: ["platform_admin"] };
    expect((await hub.admin.post("/v1/api-keys", root)).status).toBe(403);
  });

  test("makes one key and shows its secret once for 20 concurrent equal requests with one key (invariant 6)", async () => {
    const { api } = await hub.newBareTenant();
    const headers = { "idempotency-key": "k1" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => api.post("/v1/api-keys", sending, headers)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ body }) => body.secret !== null)).toHaveLength(1);
    expect((await api.get("/v1/api-keys")).body.items).toHaveLength(2);
  });

  test("refuses another body under one idempotency key, and separates tenants' keys (invariant 6)", async () => {
    const [mine, theirs] = await Promise.all([hub.newBareTenant(), hub.newBareTenant()]);
    const headers = { "idempotency-key": "k1" };
    const first = await mine.api.post("/v1/api-keys", sending, headers);
    const other = await mine.api.post("/v1/api-keys", { ...sending, name: "other" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    const foreign = await theirs.api.post("/v1/api-keys", sending, headers);
    expect(foreign.body.id).not.toBe(first.body.id);
    expect(foreign.body.secret).not.toBeNull();
  });

  test("does not restore a revoked key on a replay", async () => {
    const { api } = await hub.newBareTenant();
    const headers = { "idempotency-key": "k1" };
    const first = await api.post("/v1/api-keys", sending, headers);
    await api.del(`/v1/api-keys/${first.body.id}`);
    const again = await api.post("/v1/api-keys", sending, headers);
    expect(again).toMatchObject({ status: 201, body: { id: first.body.id, secret: null } });
    expect(Date.parse(again.body.expiresAt)).toBeLessThanOrEqual(Date.now());
  });

  test.each([
    ["no permission at all", { name: "x", permissions: [] }],
    ["an unknown permission", { name: "x", permissions: ["fly"] }],
    ["an expiry in the past", { ...sending, expiresAt: "2020-01-01T00:00:00Z" }],
    ["an unknown field", { ...sending, tenantId: "ten_hub" }],
    ["a name of spaces", { ...sending, name: "   " }],
  ])("refuses %s (invariant 24)", async (_what, body) => {
    const { api } = await hub.newBareTenant();
    expect(await api.post("/v1/api-keys", body)).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });
});

describe("listApiKeys", () => {
  test("lists the tenant's keys newest first, page by page", async () => {
    const { api } = await hub.newBareTenant();
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await api.post("/v1/api-keys", sending)).body.id);
    const first = await api.get("/v1/api-keys?limit=2");
    const second = await api.get(`/v1/api-keys?limit=2&cursor=${first.body.nextCursor}`);
    const ids = [...first.body.items, ...second.body.items].map(({ id }) => id);
    expect(ids.slice(0, 3)).toEqual(made.reverse());
    expect(second.body.nextCursor).toBeNull();
    expect((await api.get("/v1/api-keys?cursor=x")).body.code).toBe("invalid_cursor");
  });

  test("shows only test keys to a test key (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", { name: "t", mode: "test", permissions: ["manage_api_keys"] });
    const { items } = (await hub.api(body.secret).get("/v1/api-keys")).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual([body.id]);
  });

  test("shows a key's last use, to the hour", async () => {
    const { api } = await hub.newBareTenant();
    const { items } = (await api.get("/v1/api-keys")).body;
    expect(Date.now() - Date.parse(items[0].lastUsedAt)).toBeLessThan(hour);
  });
});

describe("revokeApiKey", () => {
  test("revokes the key and writes an audit row (invariant 22)", async () => {
    const { id, api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", sending);
    expect((await api.del(`/v1/api-keys/${body.id}`)).status).toBe(204);
    expect((await api.get("/v1/api-keys")).body.items).toHaveLength(1);
    expect((await api.del(`/v1/api-keys/${body.id}`)).status).toBe(404);
    const actions = (await hub.rows("audit", id)).map(({ action }) => action);
    expect(actions.filter((action) => action === "revokeApiKey")).toHaveLength(1);
  });

  test("succeeds for one of 5 concurrent requests", async () => {
    const { api } = await hub.newBareTenant();
    const { body } = await api.post("/v1/api-keys", sending);
    const answers = await Promise.all(Array.from({ length: 5 }, () => api.del(`/v1/api-keys/${body.id}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 404, 404, 404, 404]);
  });

  test("answers 404 for another tenant's key (invariant 16)", async () => {
    const [mine, theirs] = await Promise.all([hub.newBareTenant(), hub.newBareTenant()]);
    const { body } = await theirs.api.post("/v1/api-keys", sending);
    expect((await mine.api.del(`/v1/api-keys/${body.id}`)).status).toBe(404);
    expect((await theirs.api.get("/v1/api-keys")).body.items).toHaveLength(2);
  });

  test("answers 404 to a test key for a live key (invariant 21)", async () => {
    const { api } = await hub.newBareTenant();
    const live = await api.post("/v1/api-keys", sending);
    const { body } = await api.post("/v1/api-keys", { name: "t", mode: "test", permissions: ["manage_api_keys"] });
    expect((await hub.api(body.secret).del(`/v1/api-keys/${live.body.id}`)).status).toBe(404);
  });
});
