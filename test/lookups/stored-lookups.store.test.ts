import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lookupClient } from "./lookup-client.ts";
import { type LookupWorld, startLookupWorld } from "./lookup-world.ts";

let world: LookupWorld;
beforeAll(async () => {
  world = await startLookupWorld();
});
afterAll(() => world.close());

const number = "+14152009001";
const landline = { lineType: "landline", carrier: { name: "Own words" } };

describe("putLookup", () => {
  test("stores a manual record that never expires", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const put = await client.put(number, landline);
    expect(put).toMatchObject({
      status: 200,
      body: {
        number,
        country: "US",
        isValid: true,
        lineType: "landline",
        isMobile: false,
        isVoip: false,
        carrier: { name: "Own words", mcc: null, mnc: null },
        source: "manual",
        expiresAt: null,
        cached: false,
      },
    });
    expect((await client.get(number)).body).toEqual({ ...put.body, cached: true });
    const again = await client.put(number, { isValid: false });
    expect(again.body).toMatchObject({ isValid: false, lineType: null, createdAt: put.body.createdAt });
  });

  test("overrides the provider's records until deleteLookup; refresh skips the manual record", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const own = "+14152009011";
    await client.put(own, landline);
    expect((await client.lookup({ number: own })).body).toMatchObject({ source: "manual", cached: true });
    expect(await world.paidRequests(own)).toBe(0);
    expect((await client.lookup({ number: own, refresh: true })).body).toMatchObject({ source: "provider" });
    expect((await client.lookup({ number: own })).body).toMatchObject({ source: "manual" });
    expect((await client.get(own)).body).toMatchObject({ source: "manual" });
    expect((await client.remove(own)).status).toBe(204);
    expect((await client.lookup({ number: own })).body).toMatchObject({ source: "provider", cached: false });
    expect(await world.paidRequests(own)).toBe(2);
  });

  test("affects only the calling user if the user lacks manage_lookups", async () => {
    const { tenantId } = await world.newTenant();
    const own = "+14152009021";
    const ana = lookupClient({ tenantId, userId: "ana", permissions: ["lookup_numbers"] });
    const bob = lookupClient({ tenantId, userId: "bob", permissions: ["lookup_numbers"] });
    const key = lookupClient({ tenantId });
    expect((await ana.put(own, { ...landline, ownerUserId: "bob" })).body).toMatchObject({ ownerUserId: "ana" });
    expect((await ana.lookup({ number: own })).body).toMatchObject({ source: "manual" });
    expect((await bob.lookup({ number: own })).body).toMatchObject({ source: "provider", ownerUserId: "bob" });
    expect((await key.lookup({ number: own })).body).toMatchObject({ source: "provider", cached: true });
  });

  test("hides another owner's record from a user who reads, changes or deletes it (invariant 16)", async () => {
    const { tenantId } = await world.newTenant();
    const own = "+14152009031";
    const key = lookupClient({ tenantId });
    const ana = lookupClient({ tenantId, userId: "ana", permissions: [] });
    await key.put(own, { ...landline, ownerUserId: "bob" });
    for (const answer of [await ana.get(own), await ana.remove(own)]) {
      expect(answer).toMatchObject({ status: 404, body: { code: "not_found" } });
    }
    expect((await ana.list()).body.items).toEqual([]);
    expect((await key.get(own)).body).toMatchObject({ ownerUserId: "bob", lineType: "landline" });
    await ana.put("+14152009041", landline);
    expect((await ana.get("+14152009041")).status).toBe(200);
    expect((await ana.remove("+14152009041")).status).toBe(204);
  });
});

describe("putLookup by a user without manage_lookups", () => {
  const own = "+14152009032";

  test("changes nothing for the tenant or for another user (invariant 29)", async () => {
    const { tenantId } = await world.newTenant();
    const key = lookupClient({ tenantId });
    const [ana, bob] = ["ana", "bob"].map((userId) => lookupClient({ tenantId, userId, permissions: [] }));
    const [buyer] = [lookupClient({ tenantId, userId: "bob" })];
    await key.put(own, { ...landline, ownerUserId: "ana" });
    expect((await ana?.put(own, { lineType: "premium" }))?.status).toBe(200);
    expect((await bob?.put(own, { lineType: "pager" }))?.status).toBe(200);
    expect((await key.get(own)).body).toMatchObject({ lineType: "landline" });
    expect((await key.lookup({ number: own })).body).toMatchObject({ lineType: "landline" });
    expect((await ana?.get(own))?.body).toMatchObject({ lineType: "premium" });
    expect((await bob?.get(own))?.body).toMatchObject({ lineType: "pager" });
    expect((await buyer?.lookup({ number: own }))?.body).toMatchObject({ lineType: "pager" });
  });

  test("is undone by deleteLookup, which keeps the tenant's record", async () => {
    const { tenantId } = await world.newTenant();
    const key = lookupClient({ tenantId });
    const buyer = lookupClient({ tenantId, userId: "ana", permissions: ["lookup_numbers"] });
    await buyer.lookup({ number: own });
    expect((await buyer.remove(own)).status).toBe(404);
    await buyer.put(own, { lineType: "premium" });
    expect((await buyer.remove(own)).status).toBe(204);
    expect((await key.get(own)).body).toMatchObject({ source: "provider" });
  });
});

describe("getLookup and deleteLookup", () => {
  test.each(["+14152009001", "14152009001", " 14152009001", "%2B14152009001"])(
    "find a record at %j",
    async (spelling) => {
      const { tenantId } = await world.newTenant();
      const client = lookupClient({ tenantId });
      await client.put(number, landline);
      // API Gateway decodes path parameters.
      expect((await client.get(decodeURIComponent(spelling))).body).toMatchObject({ number });
    },
  );

  test.each(["hello", "+", "+0123456789", "+1415200900112345678", "1;drop"])("refuse %j in a path", async (text) => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    for (const answer of [await client.get(text), await client.put(text, {}), await client.remove(text)]) {
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_number" } });
    }
  });

  test("answer 404 to another tenant and another mode", async () => {
    const { tenantId } = await world.newTenant();
    const other = await world.newTenant();
    const client = lookupClient({ tenantId });
    await client.put(number, landline);
    for (const stranger of [lookupClient({ tenantId: other.tenantId }), lookupClient({ tenantId, mode: "test" })]) {
      expect((await stranger.get(number)).status).toBe(404);
      expect((await stranger.remove(number)).status).toBe(404);
      expect((await stranger.list()).body).toEqual({ items: [], nextCursor: null });
      expect((await stranger.put(number, {})).body).toMatchObject({ lineType: null });
    }
    expect((await client.get(number)).body).toMatchObject({ lineType: "landline" });
  });

  test("return the short form in the basic view", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    await client.put(number, landline);
    const basic = { number, country: "US", isValid: true, lineType: "landline", isMobile: false, isVoip: false };
    expect((await client.get(number, { view: "basic" })).body).toEqual(basic);
    expect((await client.list({ view: "basic" })).body.items).toEqual([basic]);
  });

  test("answer 404 after deleteLookup, which deletes every source", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    await client.lookup({ number: "+14152009051" });
    await client.put("+14152009051", landline);
    expect((await client.remove("+14152009051")).status).toBe(204);
    expect((await client.get("+14152009051")).status).toBe(404);
    expect((await client.remove("+14152009051")).status).toBe(404);
  });

  test("require a permission, or a user's own record", async () => {
    const { tenantId } = await world.newTenant();
    const key = lookupClient({ tenantId, permissions: ["send_messages"] });
    const user = lookupClient({ tenantId, permissions: [], userId: "ana" });
    for (const answer of [
      await key.lookup({ number }),
      await key.get(number),
      await key.list(),
      await key.put(number, {}),
    ])
      expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect(await user.lookup({ number })).toMatchObject({ status: 403 });
    expect(await user.list()).toMatchObject({ status: 200 });
  });
});

describe("listLookups", () => {
  test("pages through every record, newest first", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const numbers = Array.from({ length: 7 }, (_, n) => `+1415200810${n}`);
    for (const one of numbers) await client.put(one, {});
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { body: { items: { number: string }[]; nextCursor: string | null } } = await client.list({
        limit: "3",
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.body.items.map((item) => item.number));
      cursor = page.body.nextCursor;
    } while (cursor);
    expect(new Set(seen)).toEqual(new Set(numbers));
    expect(seen).toHaveLength(7);
    expect((await client.list({ cursor: "nonsense" })).body).toMatchObject({ code: "invalid_cursor" });
  });

  test("filters by source, line type and owner", async () => {
    const { tenantId } = await world.newTenant();
    const client = lookupClient({ tenantId });
    const ana = lookupClient({ tenantId, userId: "ana" });
    await client.put("+14152008201", landline);
    await ana.lookup({ number: "+14152008211" });
    const listed = async (query: Record<string, string>) =>
      (await client.list(query)).body.items.map((item: { number: string }) => item.number);
    expect(await listed({ source: "manual" })).toEqual(["+14152008201"]);
    expect(await listed({ source: "provider" })).toEqual(["+14152008211"]);
    expect(await listed({ lineType: "landline" })).toEqual(["+14152008201"]);
    expect(await listed({ ownerUserId: "ana" })).toEqual(["+14152008211"]);
    const own = lookupClient({ tenantId, userId: "ana", permissions: [] });
    expect((await own.list()).body.items).toHaveLength(1);
    expect((await own.list({ ownerUserId: "bob" })).body.items).toEqual([]);
  });
});
