import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { channels } from "../../shared/api/channels.ts";
import { allowing, whatsAppFrom } from "../support/channels.ts";
import { eventually, newNumber, type TestTenant } from "../support/hub/hub-connection.ts";
import { mortalHub } from "../support/hub/mortal-hub.ts";
import { notificationIdOf } from "./notification-id.ts";

const hub = await mortalHub();
const { kill, newTenant, running, simulator, tables } = hub;

let tenant: TestTenant;
let template: { id: string };
beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
  const bodies = { en: "Hello", es: "Hola" };
  template = { id: (await tenant.api.post("/v1/templates", { name: "hello", bodies })).body.id };
});

const endLease = (table: string | undefined, id: string) =>
  tables.send(
    new UpdateCommand({
      TableName: table,
      Key: { pk: `${tenant.id}#${id}` },
      UpdateExpression: "SET leaseUntil = :past",
      ConditionExpression: "leaseUntil > :past",
      ExpressionAttributeValues: { ":past": Date.now() - 1000 },
    }),
  );

const prefer = (userId: string, preferences: object) =>
  tenant.api.patch(`/v1/users/${userId}/preferences`, preferences);
const messagesOf = async (userId: string) => (await tenant.api.get(`/v1/messages?userId=${userId}`)).body.items;

/** A notification whose function was killed during the first provider call, and whose message gets no callbacks. */
const cutOff = async (preferences: object) => {
  const [userId, number, key] = [crypto.randomUUID(), newNumber(), crypto.randomUUID()];
  await prefer(userId, { number, ...preferences });
  await simulator.fault({ match: { to: number }, kind: "slow", delayMs: 1_500 });
  await simulator.fault({ match: { to: number }, kind: "no-callbacks" });
  const ask = () =>
    tenant.api.post("/v1/notifications", { userId, template, strategy: "firstAllowed" }, { "idempotency-key": key });
  const request = ask();
  await eventually(
    () => simulator.requests({ to: number }),
    (list) => list.length === 1,
  );
  await kill("notify-user");
  expect((await request).status).toBeGreaterThanOrEqual(500);
  const [message] = await messagesOf(userId);
  const id = await notificationIdOf(hub, userId);
  return { userId, number, ask, id, messageId: message.id };
};

const bothEnabled = allowing("sms", "whatsapp");

describe("notifyUser after a kill (invariants 1 and 26)", () => {
  test("answers in flight until the message's lease ends, then that message", async () => {
    const { userId, ask, id, messageId } = await cutOff(bothEnabled);
    const inFlight = { status: 409, body: { code: "idempotency_in_flight" } };
    expect(await ask()).toMatchObject(inFlight);
    await endLease(running.tables.notifications, id);
    const refused = await ask();
    expect(refused).toMatchObject(inFlight);
    expect(refused.headers.get("retry-after")).toBe("1");
    expect((await tenant.api.get(`/v1/notifications/${id}`)).status).toBe(404);
    // A refused attempt leaves no lease, so the test need not wait for one.
    await endLease(running.tables.messages, messageId);
    const { status, body } = await ask();
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id,
        results: channels.map((channel) =>
          channel === "sms" ? { channel, messageId, reason: null } : { channel, messageId: null, reason: "not_needed" },
        ),
      },
    });
    expect((await tenant.api.get(`/v1/notifications/${id}`)).body).toEqual(body);
    expect(await messagesOf(userId)).toHaveLength(1);
  });

  test.each([
    ["another number", bothEnabled, () => ({ number: newNumber() }), "sms"],
    ["another language", bothEnabled, () => ({ locale: "es" }), "sms"],
    ["no more of that channel", bothEnabled, () => ({ channels: { sms: { isEnabled: false } } }), "sms"],
    ["a channel that comes before it", allowing("whatsapp"), () => allowing("sms"), "whatsapp"],
  ])("sends once although the user's preferences now ask for %s", async (_name, before, after, channel) => {
    const { userId, ask, id, messageId } = await cutOff(before);
    expect((await prefer(userId, after())).status).toBe(200);
    await endLease(running.tables.notifications, id);
    await endLease(running.tables.messages, messageId);
    const { status, body } = await ask();
    expect(status).toBe(201);
    expect(body.results).toHaveLength(channels.length);
    for (const result of body.results)
      expect(result).toEqual(
        result.channel === channel
          ? { channel, messageId, reason: null }
          : { channel: expect.any(String), messageId: null, reason: "not_needed" },
      );
    expect(await messagesOf(userId)).toHaveLength(1);
  });
});
