import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { eraserQueueVariables } from "../../shared/kernel/config.ts";
import type { EraseNumber } from "../../shared/kernel/eraser.ts";
import { scopeMode, type TenantId } from "../../shared/kernel/ids.ts";
import { erasers } from "../../shared/subject-requests/erasures/erasers.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";
import { newJob, type StoredJob } from "../../shared/subject-requests/jobs/job.ts";
import { readJob } from "../../shared/subject-requests/jobs/job-reads.ts";
import { endJob, insertJob, takeJob } from "../../shared/subject-requests/jobs/job-writes.ts";
import { type RecordingQueue, startRecordingQueue } from "../support/recording-queue.ts";
import { createTables } from "../support/tables/dynamo-tables.ts";
import { startTableStore, type TableStore } from "../support/tables/table-store.ts";

let store: TableStore;
let queues: RecordingQueue;
beforeAll(async () => {
  store = await startTableStore();
  queues = await startRecordingQueue();
  await createTables(["jobs"]);
});
beforeEach(() => {
  queues.taken.length = 0;
});
afterAll(async () => {
  queues.close();
  await store.close();
});

const tenantId = "ten_passes" as TenantId;
const erasure = { tenantId, kind: "erasure", number: "+14155550123", numberHash: "hash", requestId: "req" } as const;
const audit = { tenantId, actor: "key:a", action: "createErasure", target: "era_a", requestId: "req" };

/** A job with a pass under way. */
const begun = async (): Promise<StoredJob> => {
  const id = `era_${crypto.randomUUID()}`;
  await insertJob(newJob({ ...erasure, id }), audit);
  const job = await takeJob(tenantId, id);
  if (!job) throw new Error("The job was not taken up.");
  return job;
};

const taskOf = ({ id: jobId, passes: pass }: StoredJob) => ({ tenantId, jobId, pass });
const finding =
  (erased: number, waiting = 0): EraseNumber =>
  async ({ scope }) =>
    scopeMode(scope) === "live" ? { erased, waiting } : { erased: 0, waiting: 0 };
const run = (job: StoredJob, eraseNumber: EraseNumber) =>
  runEraser("lookups", eraseNumber, JSON.stringify(taskOf(job)), { remaining: () => 60_000, requestId: "worker" });
const handedBack = () => queues.taken.map(({ queue, MessageBody }) => [queue, JSON.parse(MessageBody)]);

test("erasers lists every capability that has an eraser's queue, once", () => {
  expect([...erasers].sort()).toEqual(Object.keys(eraserQueueVariables).sort());
});

test("runEraser() records its finds in live and test data, and returns the job without the number (invariant 5)", async () => {
  const job = await begun();
  await run(job, async ({ isLastTry }) => ({ erased: isLastTry ? 0 : 2, waiting: 1 }));
  expect(await readJob(tenantId, job.id)).toMatchObject({ foundInPass: { lookups: 6 }, waitingInPass: 2 });
  expect(handedBack()).toEqual([["jobs", taskOf(job)]]);
});

test("runEraser() adds up the finds of a repeated task, so that the pass never counts as empty", async () => {
  const job = await begun();
  await run(job, finding(3));
  await run(job, finding(0));
  expect(await readJob(tenantId, job.id)).toMatchObject({ foundInPass: { lookups: 3 } });
});

test("runEraser() that fails records nothing and returns no job, because its queue message comes again", async () => {
  const job = await begun();
  const failing = run(job, () => Promise.reject(new Error("no table")));
  await expect(failing).rejects.toThrow("no table");
  expect(await readJob(tenantId, job.id)).toMatchObject({ foundInPass: {} });
  expect(handedBack()).toEqual([]);
});

test("runEraser() drops a task of an older pass, and a task of a job that has ended", async () => {
  const job = await begun();
  const newer = await takeJob(tenantId, job.id);
  let erasures = 0;
  const counting: EraseNumber = async () => ({ erased: ++erasures, waiting: 0 });
  await run(job, counting);
  expect(newer).not.toBeNull();
  if (newer) await endJob(newer, { failure: null });
  if (newer) await run(newer, counting);
  expect(erasures).toBe(0);
  expect(handedBack()).toEqual([]);
});
