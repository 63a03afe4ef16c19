import { afterAll, beforeAll, expect, test } from "vitest";
import { enqueueBatch } from "../../shared/batches/batches-queue.ts";
import { enqueueRange, enqueueRanges, type RangeTask } from "../../shared/batches/ranges-queue.ts";
import { scopeOf, type TenantId } from "../../shared/kernel/ids.ts";
import { enqueue } from "../../shared/messages/dispatch-queue.ts";
import { enqueueJob } from "../../shared/subject-requests/jobs/jobs-queue.ts";
import { type RecordingQueue, startRecordingQueue } from "../support/recording-queue.ts";

let queues: RecordingQueue;
beforeAll(async () => {
  queues = await startRecordingQueue();
});
afterAll(() => queues.close());

const tenantId = "ten_groups" as TenantId;
// Live and test data of one tenant share a message group.
const scope = scopeOf(tenantId, "test");
const batchId = "bat_a";
const range = (number: number): RangeTask => ({
  scope,
  batchId,
  range: number,
  generation: 0,
  visitNumber: 0,
  laneStride: 0,
});

test.each([
  ["dispatch", 1, () => enqueue({ kind: "send", scope, messageId: "msg_a" })],
  ["batches", 1, () => enqueueBatch({ kind: "plan", scope, batchId })],
  ["ranges", 1, () => enqueueRange(range(0))],
  ["ranges", 12, () => enqueueRanges([...Array(12).keys()].map(range))],
  ["jobs", 1, () => enqueueJob({ tenantId, jobId: "exp_a" })],
])(
  "enqueue to %s sets the tenant as message group, for fairness between tenants (%i at once)",
  async (queue, count, send) => {
    queues.taken.length = 0;
    await send();
    expect(queues.taken).toHaveLength(count);
    for (const message of queues.taken) expect(message).toMatchObject({ queue, MessageGroupId: tenantId });
  },
);
