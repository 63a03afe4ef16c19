import { beforeAll, describe, expect, test } from "vitest";
import type { Api } from "../../support/api.ts";
import { api, newNumber, newQuietTenant, type TestTenant, tokenFor } from "../../support/hub/hub.ts";

let tenant: TestTenant;
let ana: Api;
let ben: Api;
let boss: Api;

beforeAll(async () => {
  tenant = await newQuietTenant();
  const as = async (user: string, permissions: string[]) =>
    api(await tokenFor({ tenant: tenant.id, user, permissions }));
  [ana, ben, boss] = await Promise.all([
    as("ana", ["send_messages"]),
    as("ben", ["send_messages"]),
    as("boss", ["view_messages"]),
  ]);
});

describe("listMessages, getMessage and sendMessage without view_messages", () => {
  test("reach only the user's own messages", async () => {
    const mine = (await ana.post("/v1/messages", { to: newNumber(), body: "from ana" })).body;
    const theirs = (await ben.post("/v1/messages", { to: newNumber(), body: "from ben" })).body;
    expect(mine).toMatchObject({ actingUserId: "ana", userId: null });
    expect((await ana.get("/v1/messages")).body.items.map((one: { id: string }) => one.id)).toEqual([mine.id]);
    expect((await ana.get(`/v1/messages/${mine.id}`)).status).toBe(200);
    expect((await ana.get(`/v1/messages/${theirs.id}`)).status).toBe(404);
    expect((await ana.get("/v1/messages?actingUserId=ben")).body.items).toEqual([]);
    expect((await ana.post(`/v1/messages/${theirs.id}/refresh`)).status).toBe(404);
    expect((await ana.del(`/v1/messages/${theirs.id}`)).status).toBe(404);
    expect((await boss.get(`/v1/messages/${theirs.id}`)).status).toBe(200);
  });

  test("hide other users' messages from filters by number and provider's id", async () => {
    const theirs = (await ben.post("/v1/messages", { to: newNumber(), body: "x" })).body;
    for (const query of [
      `to=${theirs.to.slice(1)}`,
      `participant=${theirs.to.slice(1)}`,
      `providerMessageId=${theirs.providerMessageId}`,
    ])
      expect((await ana.get(`/v1/messages?${query}`)).body.items).toEqual([]);
  });

  test("refuse to name another user as the one whom a message concerns", async () => {
    const forBen = { to: newNumber(), body: "x", userId: "ben" };
    expect(await ana.post("/v1/messages", forBen)).toMatchObject({ status: 403, body: { code: "permission_missing" } });
  });

  test("hide a message from the user whom it concerns but who did not send it (invariant 29)", async () => {
    const { body: about } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "x", userId: "ana" });
    expect(about).toMatchObject({ userId: "ana", actingUserId: null });
    expect((await ana.get(`/v1/messages/${about.id}`)).status).toBe(404);
    expect((await ana.get("/v1/messages?userId=ana")).body.items).toEqual([]);
    expect((await boss.get("/v1/messages?userId=ana")).body.items).toMatchObject([{ id: about.id }]);
  });

  test("show a message that an API key sent on behalf of the user", async () => {
    const carl = api(await tokenFor({ tenant: tenant.id, user: "carl", permissions: [] }));
    const { body: sent } = await tenant.api.post("/v1/messages", { to: newNumber(), body: "x", onBehalfOf: "carl" });
    expect(sent).toMatchObject({ userId: null, actingUserId: "carl" });
    expect((await carl.get("/v1/messages")).body.items).toMatchObject([{ id: sent.id }]);
    expect((await boss.get("/v1/messages?actingUserId=carl")).body.items).toMatchObject([{ id: sent.id }]);
  });
});
