import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { putAll } from "../../../shared/aws/put-all.ts";
import { batchesTable, itemOfBatch, type StoredBatch } from "../../../shared/batches/batch.ts";
import { readBatch, readDue } from "../../../shared/batches/batch-reads.ts";
import { sweepBatches } from "../../../shared/batches/controlling/sweep-batches.ts";
import { scopeOf, type TenantId } from "../../../shared/kernel/ids.ts";
import { type RecordingQueue, startRecordingQueue } from "../../support/recording-queue.ts";
import { createTables } from "../../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../../support/tables/table-store.ts";

let store: TableStore;
let queue: RecordingQueue;
beforeAll(async () => {
  [store, queue] = await Promise.all([startTableStore(), startRecordingQueue()]);
  await createTables(["batches"]);
});
beforeEach(() => {
  queue.refuse(() => false);
  queue.taken.length = 0;
});
afterAll(async () => {
  queue.close();
  await store.close();
});

const scope = scopeOf("ten_sweep" as TenantId, "live");
/** Batches whose import was lost, oldest first. */
const lostImports = async (name: string, count: number): Promise<string[]> => {
  const ids = [...Array(count).keys()].map((at) => `bat_${name}${String(at).padStart(3, "0")}`);
  const row = { scope, status: "importing", rangeCount: null, createdAt: new Date().toISOString() };
  const due = Date.now() - 60_000;
  const rowOf = (id: string) => ({ ...row, id, requestId: id }) as unknown as StoredBatch;
  await putAll(
    batchesTable(),
    ids.map((id, at) => itemOfBatch(rowOf(id), due + at)),
  );
  return ids;
};
const queuedIds = () => queue.taken.map(({ MessageBody }) => JSON.parse(MessageBody).batchId).sort();
const dueNow = async () => (await readDue(Date.now(), { limit: 1_000 })).due.map(({ id }) => id);
const minute = { remaining: () => 60_000 };

test("sweepBatches continues after one batch fails, and retries that batch in the next run", async () => {
  const [first = "", ...others] = await lostImports("a", 5);
  queue.refuse(({ MessageBody }) => MessageBody.includes(first));
  await sweepBatches(minute);
  expect(queuedIds()).toEqual(others);
  expect(await dueNow()).toEqual([first]);
  queue.refuse(() => false);
  await sweepBatches(minute);
  expect(queuedIds()).toEqual([first, ...others]);
  expect(await dueNow()).toEqual([]);
});

test("sweepBatches handles all due batches in one run", async () => {
  const ids = await lostImports("b", 110);
  expect(await sweepBatches(minute)).toBe(110);
  expect(queuedIds()).toEqual(ids);
});

test("sweepBatches starts no work that it cannot finish in time, and the next run does it", async () => {
  const ids = await lostImports("c", 60);
  let remaining = 60_000;
  const hurried = { remaining: () => (remaining -= 1_500) };
  const looked = await sweepBatches(hurried);
  expect(looked).toBeGreaterThan(20);
  expect(looked).toBeLessThan(60);
  expect(await dueNow()).toHaveLength(60 - looked);
  await sweepBatches(minute);
  expect(queuedIds()).toEqual(ids);
});

describe("sweepBatches with a batch that is still canceling", () => {
  const day = 24 * 3_600_000;
  const canceling = async (id: string, more: Partial<StoredBatch>): Promise<string> => {
    const canceledAt = new Date(Date.now() - 3_600_000).toISOString();
    const row = { scope, id, status: "canceling", total: 5, generation: 3, doneRanges: 0, requestId: id, canceledAt };
    const batch = {
      ...row,
      createdAt: canceledAt,
      rangeCount: 1,
      completedAt: null,
      ...more,
    } as unknown as StoredBatch;
    await putAll(batchesTable(), [itemOfBatch(batch, Date.now() - 60_000)]);
    return id;
  };

  test("starts a new run that visits the uncounted ranges", async () => {
    const id = await canceling("bat_uncounted", {});
    await sweepBatches(minute);
    expect(queuedIds()).toEqual([id]);
    expect(await readBatch(scope, id)).toMatchObject({ status: "canceling", generation: 4, completedAt: null });
    expect(await dueNow()).not.toContain(id);
  });

  test("ends the batch after a day, even with uncounted ranges", async () => {
    const id = await canceling("bat_uncountable", { canceledAt: new Date(Date.now() - 1.1 * day).toISOString() });
    await sweepBatches(minute);
    expect(await readBatch(scope, id)).toMatchObject({ status: "canceled", completedAt: expect.any(String) });
  });

  test("ends a batch whose list was never imported, and queues no import", async () => {
    const id = await canceling("bat_unimported", { rangeCount: null, total: 0 });
    await sweepBatches(minute);
    expect(queuedIds()).toEqual([]);
    expect(await readBatch(scope, id)).toMatchObject({ status: "canceled", total: 0, rangeCount: null });
  });
});
