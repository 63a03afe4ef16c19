import { describe, expect, test } from "vitest";
import { eventually, invoke, newTenant, simulator } from "../../support/hub.ts";
import { createBatch, endOf, getBatch, randomSeed } from "../batch-client.ts";
import { countOf, endsTold, paced, sentOf, untilSent, untilStatus, writeRow } from "../batch-world.ts";
import { numbersFrom, sumOf } from "../numbers.ts";

describe("a running batch", () => {
  test("pauses, goes on, and comes to its end with nobody lost or told twice", async () => {
    const tenant = await paced(20);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 150), body: "Hello" });
    const { id } = made.body;
    await untilSent(tenant, 20);
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
    await untilSent(tenant, 20);
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

  test("is counted to its end although whoever canceled it saw no range begun", async () => {
    const tenant = await paced(1);
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 30), body: "Hello" });
    const { id } = made.body;
    await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.accepted >= 1,
    );
    // The cancellation alone: nobody hands its ranges out.
    await writeRow(tenant, id, { status: "canceled", run: 1 });
    const { counts } = await eventually(
      () => getBatch(tenant.api, id),
      ({ counts }) => counts.pending === 0,
      15_000,
    );
    expect(counts).toMatchObject({ pending: 0, accepted: await sentOf(tenant) });
    expect(sumOf(counts)).toBe(30);
  }, 60_000);
});

describe("a scheduled batch", () => {
  test("waits for its time, is one due entry, and goes to the second", async () => {
    const tenant = await newTenant();
    const sendAt = new Date(Date.now() + 4_000).toISOString();
    const made = await createBatch(tenant.api, { to: numbersFrom(randomSeed(), 3), body: "Hello", sendAt });
    const { id } = made.body;
    await untilStatus(tenant, id, "scheduled");
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
    await untilStatus(tenant, made.body.id, "scheduled");
    const canceled = await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(canceled.body).toMatchObject({ status: "canceled", counts: { canceled: 3 } });
  });
});
