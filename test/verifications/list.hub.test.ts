import { beforeAll, describe, expect, test } from "vitest";
import { newTenant, type TestTenant } from "../support/hub/hub.ts";
import { begin, check, expire } from "./verification-client.ts";

let tenant: TestTenant;
const made: { id: string; to: string }[] = [];

beforeAll(async () => {
  tenant = await newTenant();
  for (const [index, purpose] of ["login", "registration", "login"].entries())
    made.push(await begin(tenant, { purpose, userId: `user-${index}` }));
  const approved = await begin(tenant);
  made.push(approved);
  await check(tenant.api, approved.id, approved.code);
  const expired = await begin(tenant);
  made.push(expired);
  await expire(tenant, expired.id);
});

const listed = async (query: string): Promise<string[]> =>
  (await tenant.api.get(`/v1/verifications?${query}`)).body.items.map(({ id }: { id: string }) => id);
const idsAt = (...places: number[]): (string | undefined)[] => places.map((place) => made[place]?.id);

describe("listVerifications", () => {
  test("lists all, newest first, page by page", async () => {
    expect(await listed("")).toEqual(idsAt(4, 3, 2, 1, 0));
    const seen: string[] = [];
    let cursor = "";
    do {
      const { body } = await tenant.api.get(`/v1/verifications?limit=2${cursor}`);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      cursor = body.nextCursor === null ? "" : `&cursor=${encodeURIComponent(body.nextCursor)}`;
    } while (cursor !== "");
    expect(seen).toEqual(idsAt(4, 3, 2, 1, 0));
  });

  test("filters by number, purpose, user, channel, status and time", async () => {
    expect(await listed(`to=${encodeURIComponent(made[1]?.to ?? "")}`)).toEqual(idsAt(1));
    expect(await listed("purpose=registration")).toEqual(idsAt(1));
    expect(await listed("userId=user-2")).toEqual(idsAt(2));
    expect(await listed("channel=call")).toEqual([]);
    expect(await listed("status=approved")).toEqual(idsAt(3));
    expect(await listed("status=expired")).toEqual(idsAt(4));
    expect(await listed("status=pending")).toEqual(idsAt(2, 1, 0));
    expect(await listed("since=2000-01-01T00:00:00Z&until=2001-01-01T00:00:00Z")).toEqual([]);
  });

  test("masks every number", async () => {
    const { body } = await tenant.api.get("/v1/verifications");
    for (const { to } of made) expect(JSON.stringify(body)).not.toContain(to.slice(1));
  });

  test.each([
    "cursor=nonsense",
    "purpose=No!",
    "status=lost",
    "channel=pigeon",
    "to=abc",
    "since=yesterday",
    "limit=0",
  ])("refuses %s", async (query) => {
    expect((await tenant.api.get(`/v1/verifications?${query}`)).status).toBe(400);
  });
});
