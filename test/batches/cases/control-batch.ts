import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import {
  eventually,
  invoke,
  kill,
  newNumber,
  newTenant,
  running,
  simulator,
  type TestTenant,
  tables,
} from "../../support/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

const sqs = new SQSClient({
  endpoint: running.sqsEndpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

const enqueue = (queue: "ranges" | "batches-queue", task: object) =>
  sqs.send(new SendMessageCommand({ QueueUrl: running.queues[queue], MessageBody: JSON.stringify(task) }));

const slow = (tenant: TestTenant, delayMs: number) =>
  simulator.fault({ match: { accountSid: tenant.twilio.accountSid }, kind: "slow", delayMs, times: 0 });

const sentOf = async (tenant: TestTenant) => (await simulator.count({ accountSid: tenant.twilio.accountSid })).total;
const countOf = (tenant: TestTenant) => simulator.count({ accountSid: tenant.twilio.accountSid });

const endsTold = async (tenant: TestTenant): Promise<{ type: string; data: object }[]> =>
  (await tenant.api.get("/v1/events?type=batch.completed,batch.canceled,batch.failed")).body.items;

const paced = (messagesPerSecond: number) => newTenant({}, () => ({ messagesPerSecond }));

describe("a running batch", () => {
  test("pauses, goes on, and comes to its end with nobody lost or told twice", async () => {
    const tenant = await paced(20);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 150), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 20,
    );
    expect((await tenant.api.post(`/v1/message-batches/${id}/pause`)).body.status).toBe("paused");
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const atPause = await sentOf(tenant);
    expect(atPause).toBeLessThan(150);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(await sentOf(tenant)).toBe(atPause);
    const paused = await getBatch(tenant.api, id);
    expect(paused).toMatchObject({ status: "paused", counts: { accepted: atPause, pending: 150 - atPause } });
    expect((await tenant.api.post(`/v1/message-batches/${id}/resume`)).body.status).toBe("running");
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 150 } });
    expect(await countOf(tenant)).toMatchObject({ total: 150, recipients: 150 });
  }, 60_000);

  test("is canceled halfway: what was sent counts as sent, the rest as canceled, in the results too", async () => {
    const tenant = await paced(20);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 150), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 20,
    );
    expect((await tenant.api.post(`/v1/message-batches/${id}/cancel`)).body.status).toBe("canceled");
    const batch = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.pending === 0,
      40_000,
    );
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const sent = await sentOf(tenant);
    expect(sent).toBeLessThan(150);
    const after = await getBatch(tenant.api, id);
    expect(after.counts).toMatchObject({ accepted: sent, canceled: 150 - sent, pending: 0 });
    expect(batch.completedAt).not.toBeNull();
    const csv = String((await tenant.api.get(`/v1/message-batches/${id}/results.csv`)).body);
    expect(csv.match(/,canceled,/g)).toHaveLength(150 - sent);
    expect(csv.trim().split("\r\n")).toHaveLength(151);
    expect((await tenant.api.post(`/v1/message-batches/${id}/resume`)).status).toBe(409);
    expect((await tenant.api.post(`/v1/message-batches/${id}/cancel`)).body.status).toBe("canceled");
    expect(await endsTold(tenant)).toMatchObject([{ type: "batch.canceled", data: { batchId: id, total: 150 } }]);
  }, 60_000);

  test("whose credentials are replaced waits until the new ones are verified, and then goes on with nobody failed", async () => {
    const tenant = await paced(20);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 20,
    );
    await tenant.api.post(`/v1/message-batches/${id}/pause`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const { accountSid, authToken } = tenant.twilio;
    const config = `/v1/provider-configs/${tenant.config.id}`;
    await tenant.api.put(`${config}/credentials`, { accountSid, authToken });
    const atPause = await sentOf(tenant);
    // A worker remembers the configuration for up to 30 s: a new one reads it.
    await kill("run-batch-ranges");
    await tenant.api.post(`/v1/message-batches/${id}/resume`);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const counts = { accepted: atPause, failed: 0, pending: 60 - atPause };
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "running", counts });
    expect(await sentOf(tenant)).toBe(atPause);
    await tenant.api.post(`${config}/test-connection`);
    // The visit that was put off for a minute, now.
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 0, run: 1, turn: 0, step: 0 });
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 60, failed: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 60, recipients: 60 });
  }, 60_000);

  test("whose configuration is deactivated ends: who was not sent to, and who waited for another try, has failed", async () => {
    const tenant = await paced(20);
    const { accountSid } = tenant.twilio;
    const to = numbersFrom(randomSeed(), 60);
    for (const number of to.slice(0, 3))
      await simulator.fault({ match: { accountSid, to: number }, kind: "throttle", times: 0 });
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 20,
    );
    await tenant.api.post(`/v1/message-batches/${id}/pause`);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await tenant.api.patch(`/v1/provider-configs/${tenant.config.id}`, { isActive: false });
    const atPause = await sentOf(tenant);
    await kill("run-batch-ranges");
    await tenant.api.post(`/v1/message-batches/${id}/resume`);
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: atPause, failed: 60 - atPause } });
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages?limit=200&status=failed`);
    for (const { error } of body.items) expect(error.code).toBe("provider_config_unusable");
    expect(await sentOf(tenant)).toBe(atPause);
  }, 60_000);

  test("is counted to its end although whoever canceled it saw no range begun", async () => {
    const tenant = await paced(1);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.accepted >= 1,
    );
    // The cancellation alone: nobody hands its ranges out.
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.batches,
        Key: { pk: `${tenant.id}#${id}`, sk: "batch" },
        UpdateExpression: "SET #status = :canceled ADD run :one",
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":canceled": "canceled", ":one": 1 },
      }),
    );
    const { counts } = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.pending === 0,
      15_000,
    );
    expect(counts).toMatchObject({ pending: 0, accepted: await sentOf(tenant) });
    expect(sumOf(counts)).toBe(30);
  }, 60_000);

  test("keeps its pace by reserving slots, and never makes a single message wait", async () => {
    const tenant = await paced(10);
    const startedAt = Date.now();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 10,
    );
    const single = newNumber();
    const before = Date.now();
    const answer = await tenant.api.post("/v1/messages", { to: single, body: "Now" });
    // A callback may overtake the answer.
    expect(["accepted", "sent", "delivered"]).toContain(answer.body.status);
    expect(Date.now() - before).toBeLessThan(5_000);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "completed", counts: { accepted: 60 } });
    expect(Date.now() - startedAt).toBeGreaterThan(4_500);
  }, 60_000);

  test("suppresses whoever says STOP before their turn (invariant 7)", async () => {
    const tenant = await paced(10);
    const to = numbersFrom(randomSeed(), 60);
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const last = to[59] ?? "";
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 5,
    );
    await simulator.inbound({ from: last, to: tenant.twilio.number, body: "STOP" });
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({
      status: "completed",
      counts: { accepted: 59, suppressed: 1 },
    });
    expect(await simulator.accepted({ to: last })).toHaveLength(0);
  }, 60_000);

  test("sends once though its queue delivers every message three times", async () => {
    const tenant = await newTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 300), body: "Hello", autoStart: false });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "paused",
    );
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const tasks = [0, 1, 2, 0, 1, 2].map((range) =>
      enqueue("ranges", { scope: tenant.id, batchId: id, range, run: 1, turn: 0, step: 0 }),
    );
    await Promise.all(tasks);
    const batch = await endOf(tenant.api, id, 60_000);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 300 } });
    expect(await countOf(tenant)).toMatchObject({ total: 300, recipients: 300 });
  }, 90_000);

  test("loses nobody when its worker dies: who was claimed is unknown, the rest is sent by the next visit", async () => {
    const tenant = await newTenant();
    await slow(tenant, 1_500);
    const to = numbersFrom(randomSeed(), 80);
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => sentOf(tenant),
      (sent) => sent >= 20,
    );
    await kill("run-batch-ranges");
    await simulator.clearFaults({});
    // What SQS does once the visibility timeout ends.
    await enqueue("ranges", { scope: tenant.id, batchId: id, range: 0, run: 0, turn: 0, step: 0 });
    await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.accepted >= 30,
    );
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages?limit=200&status=sending`);
    for (const message of body.items as { id: string }[])
      await tables.send(
        new UpdateCommand({
          TableName: running.tables.messages,
          Key: { pk: `${tenant.id}#${message.id}` },
          UpdateExpression: "SET leaseUntil = :past",
          ExpressionAttributeValues: { ":past": Date.now() - 1000 },
        }),
      );
    const batch = await endOf(tenant.api, id);
    expect(batch.status).toBe("completed");
    expect(sumOf(batch.counts)).toBe(80);
    expect(batch.counts.accepted + batch.counts.unknown).toBe(80);
    const { total, recipients } = await countOf(tenant);
    expect(total).toBe(recipients);
  }, 60_000);

  test("whose planner dies, or runs twice, has every recipient once", async () => {
    const tenant = await newTenant();
    const list = numbersFrom(randomSeed(), 30_000);
    const made = await createBatch(tenant.api, { to: [...list, ...list.slice(0, 7)], body: "Hello", autoStart: false });
    const { id } = made.body;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await kill("plan-batches");
    await enqueue("batches-queue", { kind: "plan", scope: tenant.id, batchId: id });
    await enqueue("batches-queue", { kind: "plan", scope: tenant.id, batchId: id });
    const batch = await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "paused",
      20_000,
    );
    expect(batch).toMatchObject({ total: 30_000, duplicates: 7, counts: { pending: 30_000 } });
    await tenant.api.post(`/v1/message-batches/${id}/cancel`);
  }, 60_000);

  test("slows down where the provider throttles, and still comes to its end", async () => {
    const tenant = await newTenant();
    await simulator.fault({ match: { accountSid: tenant.twilio.accountSid }, kind: "throttle", times: 40 });
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 90), body: "Hello" });
    expect(await endOf(tenant.api, made.body.id, 45_000)).toMatchObject({
      status: "completed",
      counts: { accepted: 90 },
    });
    expect(await countOf(tenant)).toMatchObject({ total: 90, recipients: 90 });
  }, 60_000);

  test("whose queue message died for good ends: who was never tried has failed", async () => {
    const tenant = await newTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello", autoStart: false });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "paused",
    );
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.batches,
        Key: { pk: `${tenant.id}#${id}`, sk: "batch" },
        UpdateExpression: "SET #status = :running",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":running": "running" },
      }),
    );
    const body = JSON.stringify({ scope: tenant.id, batchId: id, range: 0, run: 0, turn: 0, step: 0 });
    const event = { Records: [{ messageId: "1", body }] };
    expect(await invoke("range-dead-letters", event)).toEqual({ batchItemFailures: [] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "completed", counts: { failed: 5, pending: 0 } });
    const { body: list } = await tenant.api.get(`/v1/message-batches/${id}/messages`);
    expect(list.items[0]).toMatchObject({ status: "failed", error: { code: "dispatch_failed" } });
    expect(await sentOf(tenant)).toBe(0);
  });
});

describe("a batch that cannot be imported", () => {
  test("has failed, which one event tells, however often its planner is asked", async () => {
    const tenant = await newTenant();
    const made = await createBatch(tenant.api, { to: ["12", "nobody"], body: "Hello" });
    const { id } = made.body;
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "failed", total: 0 });
    const first = await eventually(
      () => endsTold(tenant),
      ({ length }) => length > 0,
    );
    expect(first).toMatchObject([{ type: "batch.failed", data: { batchId: id, total: 0 } }]);
    const task = { kind: "plan", scope: tenant.id, batchId: id };
    const records = { Records: [{ messageId: "1", body: JSON.stringify(task) }] };
    await invoke("plan-batches", records);
    await invoke("batch-dead-letters", records);
    expect(await endsTold(tenant)).toEqual(first);
  });

  test("however often it was tried, has failed, which one event tells", async () => {
    const tenant = await newTenant();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "scheduled",
    );
    // As if its list had never been read.
    await tables.send(
      new UpdateCommand({
        TableName: running.tables.batches,
        Key: { pk: `${tenant.id}#${id}`, sk: "batch" },
        UpdateExpression: "SET #status = :importing, rangeCount = :none",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":importing": "importing", ":none": null },
      }),
    );
    const body = JSON.stringify({ kind: "plan", scope: tenant.id, batchId: id });
    for (let times = 0; times < 2; times++) await invoke("batch-dead-letters", { Records: [{ messageId: "1", body }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "failed" });
    expect(await endsTold(tenant)).toMatchObject([{ type: "batch.failed", data: { batchId: id } }]);
  });
});

describe("a scheduled batch", () => {
  test("waits for its time, is one due entry, and goes to the second", async () => {
    const tenant = await newTenant();
    const sendAt = new Date(Date.now() + 4_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ status }) => status === "scheduled",
    );
    await invoke("sweep-batches");
    expect(await sentOf(tenant)).toBe(0);
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 3 } });
    const [first] = await simulator.accepted({ accountSid: tenant.twilio.accountSid });
    expect(Date.parse(first?.dateCreated ?? "")).toBeGreaterThanOrEqual(Date.parse(sendAt) - 1_000);
  });

  test("is canceled before its time", async () => {
    const tenant = await newTenant();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    await eventually(
      () => getBatch(tenant.api, made.body.id),
      ({ status }) => status === "scheduled",
    );
    const canceled = await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(canceled.body).toMatchObject({ status: "canceled", counts: { canceled: 3 } });
  });
});
