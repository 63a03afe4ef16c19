import { beforeAll, describe, expect, test } from "vitest";
import { channels } from "../../shared/api/channels.ts";
import { allowing, whatsAppFrom } from "../support/channels.ts";
import { api, newNumber, newQuietTenant, simulator, type TestTenant, tokenFor } from "../support/hub/hub.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newQuietTenant({}, ({ number }) => whatsAppFrom(number));
});

/** A user whose number the tenant set, so that it counts as verified. */
const newUser = async (preferences: object = {}) => {
  const [userId, number] = [crypto.randomUUID(), newNumber()];
  await tenant.api.patch(`/v1/users/${userId}/preferences`, { number, ...preferences });
  return { userId, number };
};
const notify = (body: object, headers?: Record<string, string>) => tenant.api.post("/v1/notifications", body, headers);

describe("notifyUser", () => {
  test("sends on every channel that the user allows, to the user's number", async () => {
    const { userId, number } = await newUser(allowing("sms", "whatsapp"));
    const { status, body } = await notify({ userId, message: "hello", channels: ["sms", "whatsapp"] });
    expect(status).toBe(201);
    expect(body.results).toMatchObject([
      { channel: "sms", messageId: expect.any(String), reason: null },
      { channel: "whatsapp", messageId: expect.any(String) },
    ]);
    expect((await tenant.api.get(`/v1/notifications/${body.id}`)).body).toEqual(body);
    const sent = (await tenant.api.get(`/v1/messages?userId=${userId}`)).body.items;
    expect(new Set(sent.map(({ to }: { to: string }) => to))).toEqual(new Set([number]));
  });

  test("sends nothing on channels that are not allowed, and says why", async () => {
    const { userId, number } = await newUser();
    expect((await notify({ userId, message: "x" })).body.results).toEqual(
      channels.map((channel) => ({ channel, messageId: null, reason: "not_enabled" })),
    );
    expect((await notify({ userId: "nobody", message: "x", channels: ["sms"] })).body.results).toEqual([
      { channel: "sms", messageId: null, reason: "not_enabled" },
    ]);
    expect(await simulator.requests({ to: number })).toEqual([]);
  });

  test("refuses a message of which nothing can be seen", async () => {
    const { userId, number } = await newUser(allowing("sms"));
    const errors = [{ path: "message", message: "nothing in it can be seen" }];
    expect(await notify({ userId, message: " \u200b" })).toMatchObject({ status: 400, body: { errors } });
    expect(await simulator.requests({ to: number })).toEqual([]);
  });

  test("with firstAllowed stops at the first channel that accepts, and skips one that fails", async () => {
    const { userId } = await newUser(allowing("sms", "whatsapp"));
    const first = await notify({ userId, message: "x", strategy: "firstAllowed" });
    expect(first.body.results[1]).toEqual({ channel: "whatsapp", messageId: null, reason: "not_needed" });
    const { userId: other, number } = await newUser(allowing("sms", "whatsapp"));
    await simulator.fault({ match: { to: number }, kind: "reject", status: 400, code: 21614, message: "landline" });
    const second = await notify({ userId: other, message: "x", strategy: "firstAllowed" });
    expect(second.body.results[0]).toMatchObject({ channel: "sms", reason: "recipient_landline" });
    expect(second.body.results[1]).toMatchObject({ channel: "whatsapp", messageId: expect.any(String) });
  });

  test("uses a template in the user's language", async () => {
    const { userId } = await newUser({ ...allowing("sms"), locale: "es" });
    const bodies = { en: "Hello {{name}}", es: "Hola {{name}}" };
    const template = (await tenant.api.post("/v1/templates", { name: crypto.randomUUID(), bodies })).body;
    const { body } = await notify({
      userId,
      template: { name: template.name, variables: { name: "Ana" } },
      channels: ["sms"],
    });
    expect((await tenant.api.get(`/v1/messages/${body.results[0].messageId}`)).body.body).toBe("Hola Ana");
  });

  test("sends once for requests with one idempotency key (invariant 6)", async () => {
    const { userId, number } = await newUser(allowing("sms"));
    const headers = { "idempotency-key": crypto.randomUUID() };
    const answers = await Promise.all(Array.from({ length: 5 }, () => notify({ userId, message: "once" }, headers)));
    for (const { status } of answers) expect([201, 409]).toContain(status);
    const again = await notify({ userId, message: "once" }, headers);
    expect(again.headers.get("idempotent-replayed")).toBe("true");
    expect(await simulator.accepted({ to: number })).toHaveLength(1);
    expect(await notify({ userId, message: "other" }, headers)).toMatchObject({ status: 422 });
  });

  test("respects a STOP, and reports it", async () => {
    const { userId, number } = await newUser(allowing("sms"));
    await simulator.inbound({ from: number, to: tenant.twilio.number, body: "STOP" });
    const { body } = await notify({ userId, message: "x", channels: ["sms"] });
    expect(body.results).toMatchObject([{ channel: "sms", reason: "recipient_opted_out" }]);
  });

  test.each([
    ["neither message nor template", {}],
    ["both", { message: "x", template: { id: "tpl_x" } }],
    ["an unknown channel", { message: "x", channels: ["pigeon"] }],
  ])("refuses %s", async (_name, body) => {
    expect(await notify({ userId: "ana", ...body })).toMatchObject({ status: 400, body: { code: "invalid_request" } });
  });

  test("hides a notification from other tenants", async () => {
    const other = await newQuietTenant();
    const { userId } = await newUser();
    const { body } = await notify({ userId, message: "x" });
    expect((await other.api.get(`/v1/notifications/${body.id}`)).status).toBe(404);
  });
});

describe("notifyUser by a user without view_messages", () => {
  const as = async (user: string, ...permissions: string[]) =>
    api(await tokenFor({ tenant: tenant.id, user, permissions: ["send_messages", ...permissions] }));

  test("hides other users' channels", async () => {
    const { userId, number } = await newUser(allowing("sms"));
    const stranger = await as("stranger");
    const answer = await stranger.post("/v1/notifications", { userId, message: "x" });
    expect(answer).toMatchObject({ status: 403, body: { code: "permission_missing" } });
    expect(await simulator.requests({ to: number })).toEqual([]);
    const { body } = await notify({ userId, message: "x" });
    expect((await stranger.get(`/v1/notifications/${body.id}`)).status).toBe(404);
    const colleague = await as("colleague", "view_messages");
    expect((await colleague.post("/v1/notifications", { userId, message: "x" })).status).toBe(201);
    expect((await colleague.get(`/v1/notifications/${body.id}`)).body).toEqual(body);
  });

  test("notifies the calling user", async () => {
    const { userId } = await newUser(allowing("sms"));
    const own = await as(userId);
    const { status, body } = await own.post("/v1/notifications", { userId, message: "x", channels: ["sms"] });
    expect(status).toBe(201);
    expect(body.results).toMatchObject([{ messageId: expect.any(String), reason: null }]);
    expect((await own.get(`/v1/notifications/${body.id}`)).body).toEqual(body);
  });
});
