import { beforeAll, describe, expect, test } from "vitest";
import { admin, api, newBareTenant } from "../../support/hub/hub.ts";

let tenant: Awaited<ReturnType<typeof newBareTenant>>;
let keyId: string;

const list = async (query = "") => (await tenant.api.get(`/v1/audit-events${query}`)).body;
const actions = async (query = "") => (await list(query)).items.map(({ action }: { action: string }) => action);

beforeAll(async () => {
  tenant = await newBareTenant();
  const { body } = await tenant.api.post("/v1/api-keys", { name: "short-lived", permissions: ["view_audit"] });
  keyId = body.id;
  await tenant.api.patch("/v1/tenants/current", { timeZone: "Europe/Berlin" });
  await tenant.api.del(`/v1/api-keys/${keyId}`);
});

describe("listAuditEvents", () => {
  test("shows actors and changes, newest first", async () => {
    const { items, nextCursor } = await list();
    expect(nextCursor).toBeNull();
    expect(items.map(({ action }: { action: string }) => action)).toEqual([
      "revokeApiKey",
      "updateTenant",
      "createApiKey",
      "createTenant",
    ]);
    expect(items[2]).toEqual({
      id: expect.stringMatching(/^aud_/),
      at: expect.any(String),
      actor: expect.stringMatching(/^key:key_/),
      action: "createApiKey",
      target: keyId,
      requestId: expect.any(String),
      changes: { name: "short-lived", mode: "live", permissions: ["view_audit"], expiresAt: null },
    });
    expect(items[3].changes).toBeNull();
  });

  test("pages through the rows", async () => {
    const first = await list("?limit=3");
    expect(first.items).toHaveLength(3);
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    expect(second.items.map(({ action }: { action: string }) => action)).toEqual(["createTenant"]);
    expect(await tenant.api.get("/v1/audit-events?cursor=nonsense")).toMatchObject({
      status: 400,
      body: { code: "invalid_cursor" },
    });
  });

  test("filters by action, target, actor and time", async () => {
    const { items } = await list();
    const [, , made, first] = items;
    expect(await actions("?action=updateTenant")).toEqual(["updateTenant"]);
    expect(await actions(`?target=${keyId}`)).toEqual(["revokeApiKey", "createApiKey"]);
    expect(await actions(`?actor=${encodeURIComponent(first.actor)}`)).toEqual(["createTenant"]);
    expect(await actions(`?since=${made.at}`)).toEqual(["revokeApiKey", "updateTenant", "createApiKey"]);
    expect(await actions(`?until=${made.at}`)).toEqual(["createTenant"]);
    expect(await actions("?action=nothing")).toEqual([]);
  });

  test("requires view_audit and a live key, and includes changes made by test keys", async () => {
    const own = await newBareTenant();
    const { body: narrow } = await own.api.post("/v1/api-keys", { name: "n", permissions: ["manage_tenant"] });
    expect((await api(narrow.secret).get("/v1/audit-events")).status).toBe(403);
    const permissions = ["view_audit", "manage_api_keys"];
    const { body: tester } = await own.api.post("/v1/api-keys", { name: "t", mode: "test", permissions });
    expect((await api(tester.secret).get("/v1/audit-events")).status).toBe(403);
    const made = await api(tester.secret).post("/v1/api-keys", {
      name: "t2",
      mode: "test",
      permissions: ["view_audit"],
    });
    const { items } = (await own.api.get(`/v1/audit-events?target=${made.body.id}`)).body;
    expect(items).toMatchObject([{ action: "createApiKey", actor: `key:${tester.id}`, changes: { mode: "test" } }]);
  });

  test("shows only the tenant's own rows (invariant 16)", async () => {
    const other = await newBareTenant();
    const { body } = await other.api.get("/v1/audit-events");
    expect(body.items.map(({ target }: { target: string }) => target)).toEqual([other.id]);
    expect(JSON.stringify((await admin.get("/v1/audit-events?limit=200")).body)).not.toContain(tenant.id);
  });
});
