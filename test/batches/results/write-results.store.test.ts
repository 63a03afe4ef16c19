import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueueServer, startQueueServer } from "../../../infra/local/queues-and-files/fauxqs.ts";
import { s3 } from "../../../shared/aws/s3.ts";
import { allBatchStatuses, type StoredBatch } from "../../../shared/batches/batch.ts";
import { readBatch } from "../../../shared/batches/batch-reads.ts";
import { changeBatch, createBatch } from "../../../shared/batches/batch-writes.ts";
import { resultsOf } from "../../../shared/batches/results/results.ts";
import { writeResults } from "../../../shared/batches/results/write-results.ts";
import { queueVariables } from "../../../shared/kernel/config.ts";
import { scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
let files: QueueServer;
beforeAll(async () => {
  [store, files] = await Promise.all([startTableStore(), startQueueServer()]);
  const endpoints = { AWS_ENDPOINT_URL_S3: files.endpoint, AWS_ENDPOINT_URL_SQS: files.endpoint };
  Object.assign(process.env, { ...endpoints, AWS_REGION: "us-east-1", BUCKET_RECIPIENTS: "recipients" });
  sqs = new SQSClient({});
  await createTables(["batches", "messages"]);
  await s3().send(new CreateBucketCommand({ Bucket: "recipients" }));
});
afterAll(async () => {
  await Promise.all([store.close(), files.close()]);
});

let sqs: SQSClient;
const scope = scopeOf("ten_results" as TenantId, "live");
const newBatch = async (id: string, more: Partial<StoredBatch> = {}): Promise<StoredBatch> => {
  const status = { status: "running", rangeCount: 0, total: 0, completedAt: null, createdAt: new Date().toISOString() };
  const files = { sendAt: null, resultsAt: null, isBeingStruck: false, struckAt: null };
  const batch = { scope, id, ...status, ...files, ...more } as unknown as StoredBatch;
  await createBatch(batch, Date.now());
  const made = await readBatch(scope, batch.id);
  if (!made) throw new Error("The batch was not made.");
  return made;
};
const filesOf = async (id: string): Promise<string[]> => {
  const { Contents = [] } = await s3().send(new ListObjectsV2Command({ Bucket: "recipients" }));
  return Contents.map(({ Key = "" }) => Key).filter((key) => key.includes(id));
};

test("writeResults writes the results file and records it", async () => {
  const batch = await newBatch("bat_quiet");
  await writeResults(batch);
  expect(await filesOf("bat_quiet")).toHaveLength(1);
  expect((await readBatch(scope, batch.id))?.resultsAt).not.toBeNull();
});

test.each([
  ["is struck out", { isBeingStruck: true }],
  ["was struck out", { struckAt: new Date().toISOString() }],
])("writeResults keeps no file when a number %s of the batch during the write (invariant 25)", async (what, set) => {
  const id = `bat_${what.replaceAll(" ", "_")}`;
  const read = await newBatch(id);
  await changeBatch(read, { from: allBatchStatuses, set });
  await expect(writeResults(read)).rejects.toThrow("removed from the batch");
  expect(await filesOf(id)).toEqual([]);
  expect((await readBatch(scope, read.id))?.resultsAt).toBeNull();
});

test("resultsOf offers results until a week after the batch's end, while its list exists", async () => {
  const ago = (days: number) => new Date(Date.now() - days * 24 * 3_600_000).toISOString();
  const of = async (id: string, more: Partial<StoredBatch>) => resultsOf(await newBatch(id, more));
  expect(await of("bat_slow", { createdAt: ago(20) })).toMatchObject({ kind: "csv" });
  expect(await of("bat_late", { createdAt: ago(20), completedAt: ago(6) })).toMatchObject({ kind: "csv" });
  await expect(of("bat_old", { createdAt: ago(20), completedAt: ago(8) })).rejects.toMatchObject({ code: "not_found" });
  await expect(of("bat_listless", { createdAt: ago(44) })).rejects.toMatchObject({ code: "not_found" });
});

test("resultsOf refuses a batch without an imported list, and says whether the list may still come", async () => {
  const of = async (id: string, status: StoredBatch["status"]) =>
    resultsOf(await newBatch(id, { status, rangeCount: null }));
  const refusal = (detail: string) => ({ code: "conflict", detail: { detail: expect.stringContaining(detail) } });
  await expect(of("bat_importing", "importing")).rejects.toMatchObject(refusal("still being imported"));
  await expect(of("bat_canceling", "canceling")).rejects.toMatchObject(
    refusal("canceled before its list was imported"),
  );
  await expect(of("bat_canceled", "canceled")).rejects.toMatchObject(refusal("canceled before its list was imported"));
});

test("resultsOf queues one results file for repeated requests, and another after the batch ends", async () => {
  const queue = await sqs.send(new CreateQueueCommand({ QueueName: "batches" }));
  process.env[queueVariables.batches] = queue.QueueUrl;
  await newBatch("bat_asked", { total: 6_000 });
  const current = async (): Promise<StoredBatch> => {
    const batch = await readBatch(scope, "bat_asked" as StoredBatch["id"]);
    if (!batch) throw new Error("The batch is gone.");
    return batch;
  };
  const ask = async () => resultsOf(await current());
  const queued = async () => {
    const query = { QueueUrl: queue.QueueUrl, AttributeNames: ["ApproximateNumberOfMessages" as const] };
    return (await sqs.send(new GetQueueAttributesCommand(query))).Attributes?.ApproximateNumberOfMessages;
  };
  for (let time = 0; time < 4; time++) expect(await ask()).toEqual({ kind: "later" });
  expect(await queued()).toBe("1");
  await writeResults(await current());
  expect(await ask()).toMatchObject({ kind: "url" });
  // That file lists recipients who still wait, so it is written again once the batch ends.
  const completedAt = new Date(Date.now() + 5).toISOString();
  await changeBatch(await current(), { from: allBatchStatuses, set: { status: "completed", completedAt } });
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let time = 0; time < 4; time++) expect(await ask()).toEqual({ kind: "later" });
  expect(await queued()).toBe("2");
  await writeResults(await current());
  expect(await ask()).toMatchObject({ kind: "url" });
});
