import { afterAll, describe, expect, test } from "vitest";
import { createBatch, endOf, getBatch, randomSeed, uploadBatch } from "../batches/batch-client.ts";
import { batchWorld } from "../batches/batch-world.ts";
import { numbersFrom, sumOf } from "../batches/numbers.ts";
import { eventually } from "../support/hub/hub-connection.ts";
import { noProxy, startOwnHub } from "../support/hub/own-hub.ts";

const own = await startOwnHub(noProxy);
afterAll(() => own.close());
const { kill, newTenant } = own;
const { enqueue, untilStatus } = batchWorld(own);

describe("createBatch", () => {
  test("imports 100,000 recipients from one request of several megabytes", async () => {
    const tenant = await newTenant();
    const to = numbersFrom(randomSeed(), 100_000);
    const made = await createBatch(tenant.api, { to, body: "Hello", autoStart: false });
    expect(made.status).toBe(202);
    const batch = await eventually(
      () => getBatch(tenant.api, made.body.id),
      ({ status }) => status !== "importing",
      120_000,
    );
    expect(batch).toMatchObject({ status: "paused", total: 100_000, duplicates: 0 });
    expect(sumOf(batch.counts)).toBe(100_000);
    const canceled = await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(canceled.body).toMatchObject({ status: "canceled", counts: { canceled: 100_000, pending: 0 } });
  });

  test("lists each of 30,000 recipients once although the planner dies and runs twice (invariant 3)", async () => {
    const tenant = await newTenant();
    const list = numbersFrom(randomSeed(), 30_000);
    const made = await createBatch(tenant.api, { to: [...list, ...list.slice(0, 7)], body: "Hello", autoStart: false });
    const { id } = made.body;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await kill("plan-batches");
    const task = { kind: "plan", scope: tenant.id, batchId: id };
    await Promise.all([enqueue("batches-queue", task), enqueue("batches-queue", task)]);
    const batch = await untilStatus(tenant, id, "paused");
    expect(batch).toMatchObject({ total: 30_000, duplicates: 7, counts: { pending: 30_000 } });
    await tenant.api.post(`/v1/message-batches/${id}/cancel`);
  });

  test("sends after a startBatch during the import of 12,000 lines", async () => {
    const tenant = await newTenant();
    const list = ["to", ...Array.from({ length: 12_000 }, (_, at) => `+1628${3_000_000 + at}`)].join("\n");
    const made = await uploadBatch(tenant.api, list, { body: "Hello", autoStart: false });
    const started = await tenant.api.post(`/v1/message-batches/${made.body.id}/start`);
    expect(started.body).toMatchObject({ status: "importing" });
    const begun = await eventually(
      () => getBatch(tenant.api, made.body.id),
      ({ counts }) => counts.accepted > 0,
      60_000,
    );
    expect(begun).toMatchObject({ status: "running", total: 12_000 });
    await tenant.api.post(`/v1/message-batches/${made.body.id}/cancel`);
    expect(await endOf(tenant.api, made.body.id)).toMatchObject({ status: "canceled" });
  });
});
