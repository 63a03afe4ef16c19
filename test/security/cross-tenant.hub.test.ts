import { beforeAll, describe, expect, test } from "vitest";
import { onlyAllowing } from "../support/channels.ts";
import { admin, newQuietTenant, type TestTenant } from "../support/hub/hub.ts";
import { bodyFor, type OwnedIds, ownedIds, pathFor, resourceOperations, unknownIds } from "./sample-requests.ts";

let owner: TestTenant;
let stranger: TestTenant;
let theirs: OwnedIds;

beforeAll(async () => {
  [owner, stranger] = await Promise.all([newQuietTenant(), newQuietTenant()]);
  theirs = await ownedIds(owner);
});

/** The answer without the parts that name the request and the path, for comparison. */
const essence = (body: unknown, ids: OwnedIds): string => {
  const text = Buffer.isBuffer(body) ? body.toString() : JSON.stringify({ ...(body as object), requestId: "" });
  return Object.values(ids).reduce((rest, id) => rest.replaceAll(id, "ID"), text);
};

/** A tenant may write its own record for any number, and any user id may be its own. Every other operation answers 404. */
const writesOwn = new Set(["putLookup", "putOptOut"]);
const findsOwn = new Set([...writesOwn, "getPreferences", "updatePreferences"]);

const ofTenants = resourceOperations.filter(({ operation }) => operation.permission !== "platform_admin");

describe("operations on another tenant's id (invariant 16)", () => {
  test.each(ofTenants.map((one) => [one.operation.id, one] as const))(
    "%s answers as for an unknown id",
    async (_id, one) => {
      const { method } = one.operation;
      const unknown = unknownIds();
      const onTheirs = await stranger.api.request(method, pathFor(one, theirs), bodyFor(one));
      const onNothing = await stranger.api.request(method, pathFor(one, unknown), bodyFor(one));
      expect(onTheirs.status).toBe(onNothing.status);
      expect(onTheirs.status).toBe(findsOwn.has(one.operation.id) ? 200 : 404);
      if (writesOwn.has(one.operation.id)) await stranger.api.del(pathFor(one, theirs));
      else expect(essence(onTheirs.body, theirs)).toBe(essence(onNothing.body, unknown));
    },
  );

  test("leave the owner's resources unchanged", async () => {
    expect((await owner.api.get(`/v1/messages/${theirs.messageId}`)).body.body).toBe("mine");
    expect((await owner.api.get(`/v1/provider-configs/${theirs.configId}`)).body).toMatchObject({
      name: "Twilio",
      verified: true,
    });
    expect((await owner.api.get("/v1/tenants/current")).body.name).toBe("Test");
    expect((await owner.api.get(`/v1/lookups/${encodeURIComponent(theirs.lookedUpNumber)}`)).status).toBe(200);
    expect((await owner.api.get(`/v1/templates/${theirs.templateId}`)).body).toMatchObject({
      name: "mine",
      version: 1,
    });
    const preferences = await owner.api.get(`/v1/users/${theirs.userId}/preferences`);
    expect(preferences.body).toMatchObject({ number: expect.any(String), ...onlyAllowing() });
    const { body } = await owner.api.get("/v1/api-keys");
    expect(body.items.map((key: { id: string }) => key.id)).toContain(theirs.apiKeyId);
  });

  test("list only the caller's own resources", async () => {
    for (const path of ["/v1/messages", "/v1/provider-configs", "/v1/api-keys", "/v1/lookups", "/v1/templates"]) {
      const { body } = await stranger.api.get(`${path}?limit=200`);
      const text = JSON.stringify(body.items);
      for (const id of Object.values(theirs).filter((one) => one !== theirs.lookedUpNumber))
        expect(text).not.toContain(id);
    }
  });

  test("let the platform's administrator read a tenant, but not its messages", async () => {
    expect((await admin.get(`/v1/tenants/${theirs.tenantId}`)).status).toBe(200);
    expect((await admin.get(`/v1/messages/${theirs.messageId}`)).status).toBe(404);
    expect((await admin.get(`/v1/provider-configs/${theirs.configId}`)).status).toBe(404);
    expect((await admin.get(`/v1/hub/provider-configs/${theirs.configId}`)).status).toBe(404);
  });
});
