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
const { countOf, endsTold, enqueue, filesOf, newQuietTenant, s3, sentOf, untilSent, untilStatus, writeRow } =
  batchWorld(hub);

const slow = (tenant: TestTenant, delayMs: number) =>
  simulator.fault({ match: { accountSid: tenant.twilio.accountSid }, kind: "slow", delayMs, times: 0 });

/** A batch of five that waits for its start, and the file of its only range. */
const waitingBatch = async (tenant: TestTenant) => {
  const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello", autoStart: false });
  const { id } = made.body;
  await untilStatus(tenant, id, "paused");
  const file = (await filesOf(tenant.id)).find(({ Key }) => Key.startsWith(rangesFolder));
  if (!file) throw new Error("The range has no file.");
  return { id, file };
};

describe("a batch whose workers die, or do all of it again", () => {
  test("sends once though its queue delivers every message three times", async () => {
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
    // On a busy machine a call may take longer than this hub waits for it.
    expect(batch.counts.accepted + batch.counts.unknown).toBe(110);
    expect(await countOf(tenant)).toMatchObject({ total: 110, recipients: 110 });
  });

  test("loses nobody when its worker dies: claimed recipients are unknown, the next visit sends to the others", async () => {
    const tenant = await newQuietTenant();
    const fault = await slow(tenant, 1_000);
    const to = numbersFrom(randomSeed(), 80);
    const made = await createBatch(tenant.api, { to, body: "Hello" });
    await untilSent(tenant, 20);
    await kill("run-batch-ranges");
    await simulator.clearFaults({ id: fault.id });
    // The queue delivers the visit again; leases of the dead one end.
    const batch = await endOf(tenant.api, made.body.id);
    expect(batch.status).toBe("completed");
    expect(sumOf(batch.counts)).toBe(80);
    expect(batch.counts.accepted + batch.counts.unknown).toBe(80);
    expect(batch.counts.accepted).toBeGreaterThanOrEqual(30);
    const { total, recipients } = await countOf(tenant);
    expect(total).toBe(recipients);
  });

  test("whose planner dies, or runs twice, has every recipient once", async () => {
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

  test("whose queue message died for good ends: who was never tried has failed", async () => {
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

  test("of which a visit died, and which was canceled then, counts who was sent to as such", async () => {
    const tenant = await newQuietTenant();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 5), body: "Hello" });
    const { id } = made.body;
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 5 } });
    // As if the visit that sent had not come to count, and whoever canceled had not seen its range.
    const Key = { pk: `${tenant.id}#${id}`, sk: "range#0000000" };
    await tables.send(new DeleteCommand({ TableName: running.tables.batches, Key }));
    await writeRow(tenant, id, { status: "canceled", run: 1, doneRanges: 0 });
    expect(await getBatch(tenant.api, id)).toMatchObject({ counts: { canceled: 5 } });
    const body = JSON.stringify({ scope: tenant.id, batchId: id, range: 0, run: 0, turn: 0, step: 0 });
    await invoke("range-dead-letters", { Records: [{ messageId: "1", body }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "canceled", counts: { accepted: 5, canceled: 0 } });
    expect(await countOf(tenant)).toMatchObject({ total: 5, recipients: 5 });
  });

  test("whose list was deleted long ago is canceled, and so is everybody who was not sent to", async () => {
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

  test("whose range cannot be read for now is neither canceled nor forgotten", async () => {
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

describe("a batch that cannot be imported", () => {
  test("has failed, which one event tells, however often its planner is asked", async () => {
    const tenant = await newQuietTenant();
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
    const tenant = await newQuietTenant();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await untilStatus(tenant, id, "scheduled");
    // As if its list had never been read.
    await writeRow(tenant, id, { status: "importing", rangeCount: null });
    const body = JSON.stringify({ kind: "plan", scope: tenant.id, batchId: id });
    for (let times = 0; times < 2; times++) await invoke("batch-dead-letters", { Records: [{ messageId: "1", body }] });
    expect(await getBatch(tenant.api, id)).toMatchObject({ status: "failed" });
    expect(await endsTold(tenant)).toMatchObject([{ type: "batch.failed", data: { batchId: id } }]);
  });
});
