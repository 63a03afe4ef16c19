import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { beforeAll, describe, expect, test } from "vitest";
import { allowing, whatsAppFrom } from "../support/channels.ts";
import {
  eventually,
  hub,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../support/hub/hub.ts";
import { notificationIdOf } from "./notification-id.ts";

let tenant: TestTenant;
beforeAll(async () => {
  tenant = await newTenant({}, ({ number }) => whatsAppFrom(number));
});

/** A user whose number the tenant set, so that it counts as verified. */
const newUser = async (preferences: object = {}) => {
  const [userId, number] = [crypto.randomUUID(), newNumber()];
  await tenant.api.patch(`/v1/users/${userId}/preferences`, { number, ...preferences });
  return { userId, number };
};
/** Expires the notification after its thirty days; DynamoDB has not deleted it yet. */
const expire = (id: string) =>
  tables.send(
    new UpdateCommand({
      TableName: running.tables.notifications,
      Key: { pk: `${tenant.id}#${id}` },
      UpdateExpression: "SET expiresAt = :past",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":past": Math.floor(Date.now() / 1000) - 1 },
    }),
  );
const notify = (body: object, headers?: Record<string, string>) => tenant.api.post("/v1/notifications", body, headers);

describe("notifyUser and getNotification after thirty days (invariant 19)", () => {
  test("answer 404 for the notification", async () => {
    const { userId } = await newUser();
    const { body } = await notify({ userId, message: "x" });
    expect((await tenant.api.get(`/v1/notifications/${body.id}`)).status).toBe(200);
    await expire(body.id);
    expect((await tenant.api.get(`/v1/notifications/${body.id}`)).status).toBe(404);
  });

  test("free its idempotency key for another notification", async () => {
    const { userId } = await newUser();
    const headers = { "idempotency-key": crypto.randomUUID() };
    const { body } = await notify({ userId, message: "x" }, headers);
    await expire(body.id);
    const other = await notify({ userId, message: "other", channels: ["sms"] }, headers);
    expect(other).toMatchObject({ status: 201, body: { id: body.id } });
    expect((await tenant.api.get(`/v1/notifications/${body.id}`)).body).toEqual(other.body);
  });

  test("send nothing again while the message still exists", async () => {
    const { userId } = await newUser(allowing("sms", "whatsapp"));
    const headers = { "idempotency-key": crypto.randomUUID() };
    const hello = { userId, message: "once", strategy: "firstAllowed" };
    const { body } = await notify(hello, headers);
    await expire(body.id);
    const other = await notify({ ...hello, message: "other" }, headers);
    expect(other).toMatchObject({ status: 422, body: { code: "idempotency_mismatch" } });
    await expire(body.id);
    expect(await notify(hello, headers)).toMatchObject({ status: 201, body });
    expect((await tenant.api.get(`/v1/messages?userId=${userId}`)).body.items).toHaveLength(1);
  });
});

describe("notifyUser with two concurrent workers", () => {
  test("sends once, and answers in flight to the second", async () => {
    const { userId, number } = await newUser(allowing("sms", "whatsapp"));
    await simulator.fault({ match: { to: number }, kind: "slow", delayMs: 4_000 });
    await simulator.fault({ match: { to: number }, kind: "no-callbacks" });
    const key = crypto.randomUUID();
    const ask = () => notify({ userId, message: "once", strategy: "firstAllowed" }, { "idempotency-key": key });
    const first = ask();
    await eventually(
      () => simulator.requests({ to: number }),
      (list) => list.length === 1,
    );
    await expire(await notificationIdOf(hub, userId));
    expect(await ask()).toMatchObject({ status: 409, body: { code: "idempotency_in_flight" } });
    const { status, body } = await first;
    expect(status).toBe(201);
    expect((await ask()).body).toEqual(body);
    expect((await tenant.api.get(`/v1/messages?userId=${userId}`)).body.items).toHaveLength(1);
  });
});
