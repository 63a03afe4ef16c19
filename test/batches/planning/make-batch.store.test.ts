import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type QueueServer, startQueueServer } from "../../../infra/local/queues-and-files/fauxqs.ts";
import { dynamodb } from "../../../shared/aws/dynamodb.ts";
import { s3 } from "../../../shared/aws/s3.ts";
import { batchesTable, batchKey, type StoredBatch } from "../../../shared/batches/batch.ts";
import { readBatchPage } from "../../../shared/batches/batch-reads.ts";
import { sweepBatches } from "../../../shared/batches/controlling/sweep-batches.ts";
import type { BatchRequest } from "../../../shared/batches/planning/batch-request.ts";
import { makeBatch } from "../../../shared/batches/planning/make-batch.ts";
import { type Caller, callerOf } from "../../../shared/identity/caller.ts";
import { newId } from "../../../shared/kernel/ids.ts";
import { type RecordingQueue, startRecordingQueue } from "../../support/recording-queue.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";
import { lossyTables } from "../faults/lossy-tables.ts";

const lossy = lossyTables();
let store: TableStore;
let files: QueueServer;
let queue: RecordingQueue;
beforeAll(async () => {
  [store, files, queue] = await Promise.all([
    startTableStore(lossy.through),
    startQueueServer(),
    startRecordingQueue(),
  ]);
  Object.assign(process.env, { AWS_ENDPOINT_URL_S3: files.endpoint, BUCKET_RECIPIENTS: "recipients" });
  await createTables(["batches", "providerConfigs"]);
  await s3().send(new CreateBucketCommand({ Bucket: "recipients" }));
});
afterEach(() => {
  queue.refuse(() => false);
  queue.taken.length = 0;
});
afterAll(async () => {
  queue.close();
  lossy.close();
  await Promise.all([store.close(), files.close()]);
});

const body: BatchRequest = { to: ["+14155552671"], body: "Hello", channel: "sms", urgent: false, autoStart: true };
const newTenant = () => newId("tenant");
/** A caller with a request id of its own. */
const request = (tenantId: string): Caller => {
  const context = { tenantId, mode: "test", keyId: "k", permissions: "send_messages" } as const;
  const caller = callerOf(context, crypto.randomUUID(), "createBatch");
  if (!caller) throw new Error("No caller");
  return caller;
};
const make = (tenantId: string, key: string | null = null) => makeBatch(request(tenantId), body, key);
const batchesOf = async (tenantId: string): Promise<StoredBatch[]> =>
  (await readBatchPage(request(tenantId).scope, { limit: 10 })).items;
const rowOf = async ({ scope, id }: StoredBatch) =>
  (await dynamodb().send(new GetCommand({ TableName: batchesTable(), Key: batchKey(scope, id) }))).Item;
const queuedTasks = () => queue.taken.map(({ MessageBody }) => JSON.parse(MessageBody));

describe("makeBatch when the queue refuses the plan task", () => {
  test.each([
    ["a new request", null],
    ["a repeated request with a key", "key"],
  ])("answers %s, and leaves the plan task to the next sweep", async (_, key) => {
    const tenant = newTenant();
    if (key !== null) await make(tenant, key);
    queue.taken.length = 0;
    queue.refuse(() => true);
    const { batch, replayed } = await make(tenant, key);
    expect({ status: batch.status, replayed }).toEqual({ status: "importing", replayed: key !== null });
    expect((await rowOf(batch))?.dueAt).toBeLessThanOrEqual(Date.now());
    queue.refuse(() => false);
    await sweepBatches({ remaining: () => 60_000 });
    expect(queuedTasks()).toMatchObject([{ kind: "plan", batchId: batch.id }]);
  });
});

describe("makeBatch whose write gets no answer", () => {
  test("recognises its own batch when a retry finds it (invariant 3)", async () => {
    const tenant = newTenant();
    lossy.dropAnswers("PutItem", 1);
    const { batch, replayed } = await make(tenant);
    expect(lossy.left()).toBe(0);
    expect(replayed).toBe(false);
    expect(queuedTasks()).toMatchObject([{ kind: "plan", batchId: batch.id }]);
  });

  test.each([
    ["no idempotency key", null],
    ["an idempotency key", "key"],
  ])("removes the batch, so that the next request sends once, with %s", async (_, key) => {
    const tenant = newTenant();
    lossy.dropAnswers("PutItem", 3);
    await expect(make(tenant, key)).rejects.toThrow();
    expect(lossy.left()).toBe(0);
    expect(await batchesOf(tenant)).toEqual([]);
    const { batch, replayed } = await make(tenant, key);
    expect(replayed).toBe(false);
    expect(await batchesOf(tenant)).toMatchObject([{ id: batch.id }]);
    expect(queuedTasks()).toMatchObject([{ kind: "plan", batchId: batch.id }]);
  });

  test("keeps a batch that an earlier request with its idempotency key made", async () => {
    const tenant = newTenant();
    const { batch } = await make(tenant, "key");
    lossy.dropAnswers("PutItem", 3);
    await expect(make(tenant, "key")).rejects.toThrow();
    expect(await batchesOf(tenant)).toMatchObject([{ id: batch.id }]);
  });

  test("keeps a batch that another request already returned (invariant 26)", async () => {
    const tenant = newTenant();
    let second: ReturnType<typeof make> | undefined;
    lossy.dropAnswers("PutItem", 3, async () => {
      second = make(tenant, "key");
      return second;
    });
    await expect(make(tenant, "key")).rejects.toThrow();
    const answered = await second;
    expect(answered).toMatchObject({ replayed: true, batch: { status: "importing" } });
    expect(await batchesOf(tenant)).toMatchObject([{ id: answered?.batch.id }]);
  });
});
