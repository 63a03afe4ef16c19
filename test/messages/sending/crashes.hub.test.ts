import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { eventually, newNumber } from "../../support/hub/hub-connection.ts";
import { mortalHub } from "../../support/hub/mortal-hub.ts";

const { invoke, kill, newTenant, running, simulator, tables } = await mortalHub();
const tenant = await newTenant();

const listed = async (to: string) => (await tenant.api.get(`/v1/messages?to=${to.slice(1)}`)).body.items;
const endLease = (id: string) =>
  tables.send(
    new UpdateCommand({
      TableName: running.tables.messages,
      Key: { pk: `${tenant.id}#${id}` },
      UpdateExpression: "SET leaseUntil = :past, checkAt = :past",
      ExpressionAttributeValues: { ":past": Date.now() - 1000 },
    }),
  );

describe("sendMessage after a kill (invariants 1 and 26)", () => {
  test("marks the message unknown in the provider call; its callback resolves it", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 1_500 });
    const request = tenant.api.post("/v1/messages", { to, body: "cut off" });
    await eventually(
      () => simulator.requests({ to }),
      (list) => list.length === 1,
    );
    await kill("send-message");
    expect((await request).status).toBeGreaterThanOrEqual(500);
    const message = await eventually(
      async () => (await listed(to))[0],
      (one) => one?.isFinal === true,
    );
    expect(message).toMatchObject({ status: "delivered" });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("marks the message unknown when its lease ends, and never sends it again", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "slow", delayMs: 3_000 });
    await simulator.fault({ match: { to }, kind: "no-callbacks" });
    const request = tenant.api.post("/v1/messages", { to, body: "cut off" });
    const [row] = await eventually(
      () => listed(to),
      (list) => list.length === 1,
    );
    await kill("send-message");
    await request;
    await endLease(row.id);
    await invoke("sweep-messages");
    expect(["unknown", "accepted", "sent", "delivered"]).toContain((await listed(to))[0].status);
    expect((await simulator.requests({ to, operation: "messages.create" })).length).toBeLessThanOrEqual(1);
  });

  test("delivers a queued message although its sender and worker were killed", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 1 });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "waits" });
    expect(body.status).toBe("queued");
    await Promise.all([kill("send-message"), kill("dispatch-messages")]);
    const message = await eventually(
      async () => (await listed(to))[0],
      (one) => one?.isFinal === true,
      20_000,
    );
    expect(message).toMatchObject({ id: body.id, status: "delivered" });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("answers a keyword once although the worker that should answer was killed", async () => {
    const path = `/v1/provider-configs/${tenant.config.id}`;
    await tenant.api.patch(path, { replies: { help: "We are Acme." } });
    const from = newNumber();
    await simulator.inbound({ from, to: tenant.twilio.number, body: "Ayuda" });
    await kill("dispatch-messages");
    const answers = await eventually(
      () => listed(from),
      (list) => list.length > 0 && (list[0].isFinal || list[0].status === "unknown"),
      20_000,
    );
    expect(answers).toHaveLength(1);
    // A kill within the provider call leaves the answer unknown, and the hub does not send it again.
    expect((await simulator.requests({ to: from, operation: "messages.create" })).length).toBeLessThanOrEqual(1);
  });

  test("delivers a queued message whose queue message was lost, by sweep-messages", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 600 });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "forgotten" });
    await endLease(body.id);
    await invoke("sweep-messages");
    const message = await eventually(
      async () => (await listed(to))[0],
      (one) => one?.isFinal === true,
      15_000,
    );
    expect(message).toMatchObject({ status: "delivered" });
    expect(await simulator.accepted({ to })).toHaveLength(1);
  });

  test("marks a message from the dead-letter queue as failed", async () => {
    const to = newNumber();
    await simulator.fault({ match: { to }, kind: "throttle", retryAfterSeconds: 600 });
    const { body } = await tenant.api.post("/v1/messages", { to, body: "dead" });
    const task = JSON.stringify({ kind: "send", scope: tenant.id, messageId: body.id });
    const record = { messageId: "1", body: task, receiptHandle: "", attributes: {}, messageAttributes: {} };
    await invoke("dispatch-dead-letters", { Records: [record] });
    expect((await listed(to))[0]).toMatchObject({
      status: "failed",
      isFinal: true,
      error: { code: "dispatch_failed", retryable: true },
    });
    expect(await simulator.accepted({ to })).toEqual([]);
  });
});
