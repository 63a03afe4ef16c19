import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { eventually, hub, invoke, running, simulator, tables } from "../../support/hub/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { batchWorld } from "../batch-world.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

const { countOf, endEvents, newQuietTenant, paced, pauseBatch, sentOf, untilSent, untilStatus, writeRow } =
  batchWorld(hub);

describe("running batch:", () => {
  test("pauseBatch stops it, and resumeBatch completes it with one message per recipient", async () => {
    const tenant = await paced(10);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello" });
    const { id } = made.body;
    await untilSent(tenant, 5);
    const atPause = await pauseBatch(tenant, id);
    expect(atPause).toBeLessThan(30);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await sentOf(tenant)).toBe(atPause);
    const paused = await getBatch(tenant.api, id);
    expect(paused).toMatchObject({ status: "paused", counts: { accepted: atPause, pending: 30 - atPause } });
    expect((await tenant.api.post(`/v1/message-batches/${id}/resume`)).body.status).toBe("running");
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 30 } });
    expect(await countOf(tenant)).toMatchObject({ total: 30, recipients: 30 });
  });

  test("cancelBatch ends it once its counts stand still: sent recipients accepted, the others canceled (invariant 34)", async () => {
    const tenant = await paced(10);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello" });
    const { id } = made.body;
    await untilSent(tenant, 5);
    const act = async (action: string) => {
      const { status, body } = await tenant.api.post(`/v1/message-batches/${id}/${action}`);
      return [status, body.code ?? body.status];
    };
    expect((await tenant.api.post(`/v1/message-batches/${id}/cancel`)).body).toMatchObject({
      status: "canceling",
      completedAt: null,
    });
    for (const action of ["pause", "resume", "start"]) expect(await act(action)).toEqual([409, "conflict"]);
    expect(await act("cancel")).toEqual([202, expect.stringMatching(/^cancel(ing|ed)$/)]);
    const batch = await endOf(tenant.api, id);
    const sent = await sentOf(tenant);
    expect(sent).toBeLessThan(30);
    expect(batch).toMatchObject({ status: "canceled", counts: { accepted: sent, canceled: 30 - sent, pending: 0 } });
    expect(batch.completedAt).not.toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await getBatch(tenant.api, id)).toEqual(batch);
    expect(await sentOf(tenant)).toBe(sent);
    const csv = String((await tenant.api.get(`/v1/message-batches/${id}/results.csv`)).body);
    expect(csv.match(/,canceled,/g)).toHaveLength(30 - sent);
    expect(csv.trim().split("\r\n")).toHaveLength(31);
    expect((await tenant.api.post(`/v1/message-batches/${id}/resume`)).status).toBe(409);
    expect((await tenant.api.post(`/v1/message-batches/${id}/cancel`)).body.status).toBe("canceled");
    expect(await endEvents(tenant)).toMatchObject([{ type: "batch.canceled", data: { batchId: id, total: 30 } }]);
  });

  test("cancelBatch in the first visit counts recipients in flight as pending until the provider answers, never as canceled", async () => {
    const tenant = await newQuietTenant();
    const { accountSid } = tenant.twilio;
    await simulator.fault({ kind: "slow", match: { accountSid }, delayMs: 3_000, times: 50 });
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 60), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => tenant.api.get(`/v1/message-batches/${id}/messages`),
      ({ body }) => body.items.length > 0,
    );
    const canceled = (await tenant.api.post(`/v1/message-batches/${id}/cancel`)).body;
    expect(canceled).toMatchObject({ status: "canceling", completedAt: null, counts: { canceled: 0, pending: 60 } });
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "canceled", counts: { accepted: 50, canceled: 10 } });
    expect(await countOf(tenant)).toMatchObject({ total: 50, recipients: 50 });
  });

  test("cancelBatch that saw no range begin still ends with every recipient counted", async () => {
    const tenant = await paced(1);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.accepted >= 1,
    );
    // Writes the cancellation alone, without queue messages for the ranges. The sweeper, which runs much later, ends the batch.
    const canceledAt = new Date(Date.now() - 600_000).toISOString();
    await writeRow(tenant, id, { status: "canceling", run: 1, canceledAt });
    const { counts } = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.pending === 0,
      60_000,
    );
    expect(counts).toMatchObject({ pending: 0, accepted: await sentOf(tenant) });
    expect(sumOf(counts)).toBe(30);
    await writeRow(tenant, id, { dueKey: "due", dueAt: Date.now() - 1_000 });
    await invoke("sweep-batches");
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "canceled", counts });
    expect(await endEvents(tenant)).toMatchObject([{ type: "batch.canceled", data: { batchId: id } }]);
  });
});

describe("createBatch validity", () => {
  test("counts from the batch's start, and expires recipients whose turn comes later", async () => {
    const tenant = await paced(4);
    const list = { to: numbersFrom(randomSeed(), 28), body: "Hello", validitySeconds: 3 };
    const { id } = (await createBatch(tenant.api, { ...list, autoStart: false })).body;
    await untilStatus(tenant, id, "paused");
    await new Promise((resolve) => setTimeout(resolve, 3_200));
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    const { status, counts } = await endOf(tenant.api, id);
    expect(status).toBe("completed");
    expect(counts.accepted).toBeGreaterThan(0);
    expect(counts.expired).toBeGreaterThan(0);
    expect(counts.accepted + counts.expired).toBe(28);
    expect(await countOf(tenant)).toMatchObject({ total: counts.accepted, recipients: counts.accepted });
    const { body } = await tenant.api.get(`/v1/message-batches/${id}/messages?status=expired`);
    expect(body.items[0]).toMatchObject({ isFinal: true, error: { code: "validity_expired" } });
  });

  test("is six days by default, because a provider's full queue may take more than one", async () => {
    const tenant = await newQuietTenant();
    const [to] = numbersFrom(randomSeed(), 1);
    const { accountSid } = tenant.twilio;
    await simulator.fault({ match: { accountSid, to }, kind: "throttle", times: 0 });
    const { id } = (await createBatch(tenant.api, { to: [to], body: "Hello" })).body;
    const queued = () => tenant.api.get(`/v1/message-batches/${id}/messages?status=queued`);
    const { body } = await eventually(queued, ({ body }) => body.items.length > 0);
    const { Item } = await tables.send(
      new GetCommand({ TableName: running.tables.messages, Key: { pk: `${tenant.id}#${body.items[0].id}` } }),
    );
    expect((Item?.validUntil - Date.now()) / 3_600_000).toBeGreaterThan(143);
    // The range's next visits retry this message, so the sweeper does not look at it before its validity ends.
    expect(Item?.checkAt).toBe(Item?.validUntil);
    await tenant.api.post(`/v1/message-batches/${id}/cancel`);
  });
});

describe("scheduled batch:", () => {
  test("startBatch before sendAt begins it, and resumeBatch after a pause does not wait for sendAt", async () => {
    const tenant = await paced(10);
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = (await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello", sendAt })).body;
    await untilStatus(tenant, id, "scheduled");
    await tenant.api.post(`/v1/message-batches/${id}/start`);
    await untilSent(tenant, 5);
    await tenant.api.post(`/v1/message-batches/${id}/pause`);
    expect((await tenant.api.post(`/v1/message-batches/${id}/resume`)).body.status).toBe("running");
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 30 } });
  });

  test("createBatch with a near sendAt sends at that time, without a sweep", async () => {
    const tenant = await newQuietTenant();
    const sendAt = new Date(Date.now() + 4_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await untilStatus(tenant, id, "scheduled");
    expect(await sentOf(tenant)).toBe(0);
    const batch = await endOf(tenant.api, id);
    expect(batch).toMatchObject({ status: "completed", counts: { accepted: 3 } });
    const [first] = await simulator.accepted({ accountSid: tenant.twilio.accountSid });
    const lateBy = Date.parse(first?.dateCreated ?? "") - Date.parse(sendAt);
    expect(lateBy).toBeGreaterThanOrEqual(-1_000);
    expect(lateBy).toBeLessThan(20_000);
  });

  test("sweep-batches queues it when its sendAt was far ahead", async () => {
    const tenant = await newQuietTenant();
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt: later });
    const { id } = made.body;
    await untilStatus(tenant, id, "scheduled");
    // Simulates that the hour has passed.
    await writeRow(tenant, id, { sendAt: new Date(Date.now() + 2_000).toISOString(), dueAt: Date.now() - 1_000 });
    await invoke("sweep-batches");
    expect(await endOf(tenant.api, id)).toMatchObject({ status: "completed", counts: { accepted: 3 } });
  });

  test("cancelBatch before sendAt cancels every recipient", async () => {
    const tenant = await newQuietTenant();
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    await untilStatus(tenant, made.body.id, "scheduled");
    const canceled = await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(canceled.body).toMatchObject({ status: "canceled", counts: { canceled: 3 } });
  });
});
