import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { rangesFolder } from "../../../shared/batches/lists/recipient-file.ts";
import { eventually, type TestTenant } from "../../support/hub/hub-connection.ts";
import { mortalHub } from "../../support/hub/mortal-hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

const hub = await mortalHub();
const { invoke, kill, running, simulator, tables } = hub;
const { countOf, endEvents, enqueue, filesOf, newQuietTenant, s3, sentOf, untilSent, untilStatus, writeRow } =
  batchWorld(hub);

const slow = (tenant: TestTenant, delayMs: number) =>
  simulator.fault({ match: { accountSid: tenant.twilio.accountSid }, kind: "slow", delayMs, times: 0 });

/** A batch of five recipients that waits for startBatch, and the file of its only range. */
const waitingBatch = async (tenant: TestTenant) => {
  const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello", autoStart: false });
  const { id } = made.body;
  await untilStatus(tenant, id, "paused");
  const file = (await filesOf(tenant.id)).find(({ Key }) => Key.startsWith(rangesFolder));
  if (!file) throw new Error("The range has no file.");
  return { id, file };
};

describe("createBatch when workers die or repeat their work", () => {
  test("sends once although the queue delivers every message three times", async () => {
    const tenant = await newQuietTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 110), body: "Hello", autoStart: false });
    const { id } = made.body;
    await untilStatus(tenant, id, "paused");
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const tasks = [0, 1, 0, 1].map((range) =>
      enqueue("ranges", { scope: tenant.id, batchId: id, range, run: 1, turn: 0, step: 0 }),
    );
    await Promise.all(tasks);
    const batch = await endOf(tenant.api, id);
    expect(batch.status).toBe("completed");
    // On a busy machine a provider call may exceed this hub's time limit.
    expect(batch.counts.accepted + batch.counts.unknown).toBe(110);
    expect(await countOf(tenant)).toMatchObject({ total: 110, recipients: 110 });
  });

  test("loses no recipient when a worker dies: claimed ones become unknown, and the next visit sends to the others", async () => {
    const tenant = await newQuietTenant();
    const fault = await slow(tenant, 1_000);
    const to = numbersFrom(randomSeed(), 80);
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    await untilSent(tenant, 20);
    await kill("run-batch-ranges");
    await simulator.clearFaults({ id: fault.id });
    // The queue delivers the visit again, and the dead worker's leases end.
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch.status).toBe("completed");
    expect(sumOf(batch.counts)).toBe(80);
    expect(batch.counts.accepted + batch.counts.unknown).toBe(80);
    expect(batch.counts.accepted).toBeGreaterThanOrEqual(30);
    const { total, recipients } = await countOf(tenant);
    expect(total).toBe(recipients);
  });

  test("lists each recipient once although the planner dies and runs twice", async () => {
    const tenant = await newQuietTenant();
    const list = numbersFrom(randomSeed(), 3_000);
    const made = await createBatch(tenant.api, { to: [...list, ...list.slice(0, 7)], body: "Hello", autoStart: false });
    const { id } = made.body;
    const ranges = async () => (await filesOf(tenant.id)).filter(({ Key }) => Key.startsWith(rangesFolder)).length;
    await eventually(ranges, (written) => written > 0);
    await kill("plan-batches");
    const task = { kind: "plan", scope: tenant.id, batchId: id };
    await Promise.all([enqueue("batches-queue", task), enqueue("batches-queue", task)]);
    const batch = await untilStatus(tenant, id, "paused");
    expect(batch).toMatchObject({ total: 3_000, duplicates: 7, counts: { pending: 3_000 } });
    await tenant.api.post(`/v1/message-batches/${id}/cancel`);
  });

  test("fails the untried recipients of a range whose queue message reached the dead-letter queue", async () => {
    const tenant = await newQuietTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello", autoStart: false });
    const { id } = made.body;
    await untilStatus(tenant, id, "paused");
    await writeRow(tenant, id, { status: "running" });
    const body = JSON.stringify({ scope: tenant.id, batchId: id, range: 0, run: 0, turn: 0, step: 0 });
    const event = { Records: [{ messageId: "1", body }] };
    expect(await invoke("range-dead-letters", event)).toEqual({ batchItemFailures: [] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "completed", counts: { failed: 5, pending: 0 } });
    const { body: list } = await tenant.api.get(`/v1/message-batches/${id}/messages`);
    expect(list.items[0]).toMatchObject({ status: "failed", error: { code: "dispatch_failed" } });
    expect(await sentOf(tenant)).toBe(0);
  });

  test("counts recipients as accepted if a visit sent to them and died before cancelBatch", async () => {
    const tenant = await newQuietTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello" });
    const { id } = made.body;
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 5 } });
    // Simulates a visit that sent and died before it counted, and a cancelBatch that did not see its range.
    const Key = { pk: `${tenant.id}#${id}`, sk: "range#0000000" };
    await tables.send(new DeleteCommand({ TableName: running.tables.batches, Key }));
    await writeRow(tenant, id, { status: "canceled", run: 1, doneRanges: 0 });
    expect(await getBatch(tenant.api, id)).toMatchObject({ counts: { canceled: 5 } });
    const body = JSON.stringify({ scope: tenant.id, batchId: id, range: 0, run: 0, turn: 0, step: 0 });
    await invoke("range-dead-letters", { Records: [{ messageId: "1", body }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "canceled", counts: { accepted: 5, canceled: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 5, recipients: 5 });
  });

  test("cancels a batch and its remaining recipients when its list was deleted long ago", async () => {
    const tenant = await newQuietTenant();
    const { id, file } = await waitingBatch(tenant);
    await s3.send(new DeleteObjectCommand(file));
    await writeRow(tenant, id, { createdAt: new Date(Date.now() - 44 * 24 * 3_600_000).toISOString() });
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const batch = await untilStatus(tenant, id, "canceled");
    expect(batch).toMatchObject({ status: "canceled", counts: { canceled: 5, pending: 0 } });
    expect(batch.failure).toContain("for which its list is kept");
    expect(await sentOf(tenant)).toBe(0);
  });

  test("keeps a batch running when a range cannot be read for now, and completes it later", async () => {
    const tenant = await newQuietTenant();
    const { id, file } = await waitingBatch(tenant);
    const { Body: stored } = await s3.send(new GetObjectCommand(file));
    const Body = await stored?.transformToString();
    await s3.send(new DeleteObjectCommand(file));
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const body = JSON.stringify({ scope: tenant.id, batchId: id, range: 0, run: 1, turn: 0, step: 0 });
    const event = { Records: [{ messageId: "1", body }] };
    expect(await invoke("range-dead-letters", event)).toEqual({ batchItemFailures: [{ itemIdentifier: "1" }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "running", counts: { pending: 5 } });
    await s3.send(new PutObjectCommand({ ...file, Body }));
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 5 } });
  });
});

describe("createBatch with a list that cannot be imported", () => {
  test("fails with one event, although the planner gets its task three times", async () => {
    const tenant = await newQuietTenant();
    const made = await createBatch(tenant.api, { to: ["12", "nobody"], body: "Hello" });
    const { id } = made.body;
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "failed", total: 0 });
    const first = await eventually(
      () => endEvents(tenant),
      ({ length }) => length > 0,
    );
    expect(first).toMatchObject([{ type: "batch.failed", data: { batchId: id, total: 0 } }]);
    const task = { kind: "plan", scope: tenant.id, batchId: id };
    const records = { Records: [{ messageId: "1", body: JSON.stringify(task) }] };
    await invoke("plan-batches", records);
    await invoke("batch-dead-letters", records);
    expect(await endEvents(tenant)).toEqual(first);
  });

  test("fails with one event, although the planner's task reaches the dead-letter queue twice", async () => {
    const tenant = await newQuietTenant();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await untilStatus(tenant, id, "scheduled");
    // Simulates a list that was never read.
    await writeRow(tenant, id, { status: "importing", rangeCount: null });
    const body = JSON.stringify({ kind: "plan", scope: tenant.id, batchId: id });
    for (let times = 0; times < 2; times++) await invoke("batch-dead-letters", { Records: [{ messageId: "1", body }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "failed" });
    expect(await endEvents(tenant)).toMatchObject([{ type: "batch.failed", data: { batchId: id } }]);
  });
});
