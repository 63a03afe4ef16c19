import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../support/api.ts";
import { type InProcessHub, startInProcessHub } from "../support/in-process-hub.ts";

let hub: InProcessHub;
beforeAll(async () => {
  hub = await startInProcessHub();
});
afterAll(() => hub.close());

const path = "/v1/provider-configs";
const twilio = { name: "x", provider: "twilio" };
const statusesOf = async (who: Api, count: number, settings: object = {}): Promise<number[]> =>
  (await Promise.all(Array.from({ length: count }, () => who.post(path, { ...twilio, ...settings })))).map(
    ({ status }) => status,
  );
const made = (statuses: number[]): number => statuses.filter((status) => status === 201).length;
const numbers = (count: number): string[] => Array.from({ length: count }, (_, n) => `+1415555${1000 + n}`);

describe("createProviderConfig", () => {
  test("makes at most 5 for a user, also for concurrent requests (invariant 31)", async () => {
    const tenant = await hub.newBareTenant();
    const ann = hub.api(await hub.issuer.signToken({ tenant: tenant.id, user: "ann", permissions: [] }));
    const statuses = await statusesOf(ann, 8);
    expect(statuses.sort()).toEqual([...Array(5).fill(201), ...Array(3).fill(409)]);
    const refused = await ann.post(path, twilio);
    expect(refused).toMatchObject({ status: 409, body: { code: "limit_reached" } });
    expect(refused.body.detail).toContain("5");
    expect((await tenant.api.post(`${path}?onBehalfOf=ann`, twilio)).status).toBe(409);
    expect((await tenant.api.post(`${path}?onBehalfOf=ben`, twilio)).status).toBe(201);
    expect((await tenant.api.post(path, twilio)).status).toBe(201);
  });

  test("makes another one after the user deleted one, and answers replays at the limit (invariants 6 and 31)", async () => {
    const tenant = await hub.newBareTenant();
    const ann = hub.api(await hub.issuer.signToken({ tenant: tenant.id, user: "ann", permissions: [] }));
    const key = { "idempotency-key": "one" };
    const { body: first } = await ann.post(path, twilio, key);
    await statusesOf(ann, 4);
    expect(await ann.post(path, twilio, key)).toMatchObject({ status: 201, body: { id: first.id } });
    expect(await statusesOf(ann, 1)).toEqual([409]);
    await ann.del(`${path}/${first.id}`);
    expect(await statusesOf(ann, 2)).toEqual(expect.arrayContaining([201, 409]));
  });

  test("makes at most 50 shared ones for a tenant (invariant 31)", async () => {
    const tenant = await hub.newBareTenant();
    let count = 0;
    while (count < 50) count += made(await statusesOf(tenant.api, 10));
    const refused = await tenant.api.post(path, twilio);
    expect(refused).toMatchObject({ status: 409, body: { code: "limit_reached" } });
    expect(refused.body.detail).toContain("50");
    const { items } = (await tenant.api.get(`${path}?limit=200`)).body;
    expect(items).toHaveLength(50);
  });

  test("and updateProviderConfig accept 10 numbers in a user's own configuration, 400 in a tenant's (invariant 31)", async () => {
    const tenant = await hub.newBareTenant();
    const forAnn = "?onBehalfOf=ann";
    const tooMany = { ...twilio, fromNumbers: numbers(11) };
    expect(await tenant.api.post(`${path}${forAnn}`, tooMany)).toMatchObject({
      status: 400,
      body: { code: "invalid_request" },
    });
    const { body } = await tenant.api.post(`${path}${forAnn}`, { ...twilio, fromNumbers: numbers(10) });
    expect((await tenant.api.patch(`${path}/${body.id}${forAnn}`, { fromNumbers: numbers(11) })).status).toBe(400);
    expect((await tenant.api.post(path, { ...twilio, fromNumbers: numbers(400) })).status).toBe(201);
  });
});

describe("listProviderConfigs", () => {
  test("shows an API key all users' configurations, page by page, newest first", async () => {
    const tenant = await hub.newBareTenant();
    const ids: string[] = [];
    for (const ownerUserId of [null, "ann", "ben", "ann", null])
      ids.push((await tenant.api.post(ownerUserId ? `${path}?onBehalfOf=${ownerUserId}` : path, twilio)).body.id);
    const listed: string[] = [];
    let cursor = "";
    do {
      const { body } = await tenant.api.get(`${path}?limit=2${cursor}`);
      listed.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : "";
    } while (cursor !== "");
    expect(listed).toEqual([...ids].reverse());
  });
});
