import { rangesKeptDays } from "../../api/sizes.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { log } from "../../observability/logger.ts";
import { type BatchStatus, isCanceled, type StoredBatch } from "../batch.ts";
import { readBatch, readRange } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import { holdBatch } from "../controlling/hold-batch.ts";
import { isWithin, type RangeRow, rangesKeptMilliseconds } from "../range.ts";
import { enqueueRange, type RangeTask } from "../ranges-queue.ts";
import { readRangeFile } from "../recipients.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";
import { countRange } from "./count-range.ts";
import { endBatch, endRange } from "./end-range.ts";
import { nextVisit } from "./next-visit.ts";
import { putBegun, putCounts } from "./range-writes.ts";
import { sendWaves } from "./send-waves.ts";
import { quietEnds } from "./sendable-from.ts";
import { settledRows } from "./settle-waiting.ts";
import { inCurrentGeneration, type Visit, type Waves } from "./visit.ts";

/** While a batch is paused or scheduled, workers drop visits to its ranges: a resume or start queues them again. */
const visitedStatuses: readonly BatchStatus[] = ["running", "canceling", "canceled", "completed"];

/** How often a failed visit is queued again within seconds. After that the queue's own retries apply, which take minutes. */
const maximumFailures = 5;

/** Visits a range. If the visit fails, for example because a store throttles, it is queued again before this one is acknowledged. */
export const runRange = async (task: RangeTask, context: QueueContext): Promise<void> => {
  try {
    await visitRange(task, context);
  } catch (error) {
    const failures = (task.failures ?? 0) + 1;
    if (failures > maximumFailures) throw error;
    log.error("queue_message_failed", error, { range: task.range, failures });
    await enqueueRange({ ...task, failures, notBefore: Math.max(task.notBefore ?? 0, now() + 1000 * 2 ** failures) });
  }
};

/**
 * One visit to a range: sends to as many recipients as time allows, counts, and queues the next visit before this one is acknowledged
 * (invariant 4). It decides by the recipients' rows alone, so a duplicate visit, or one repeated after a crash, sends nothing twice.
 */
const visitRange = async (queuedTask: RangeTask, context: QueueContext): Promise<void> => {
  const batch = await readBatch(queuedTask.scope, queuedTask.batchId);
  if (!batch) return;
  const task = inCurrentGeneration(batch, queuedTask);
  if (batch.generation !== task.generation || !visitedStatuses.includes(batch.status)) return;
  if ((task.notBefore ?? 0) > now() + 500) return enqueueRange(task);
  // When the hold ends, the ranges that are not done are queued again.
  if (isHeldWhileRunning(batch) && !isSettled(await readRange(batch, task.range))) return;
  const [row, entries] = await Promise.all([readRange(batch, task.range), readRangeFile(batch, task.range)]);
  // The visit that this one repeats may have died after it ended the range and before it ended the batch.
  if (isOvertaken(task, row)) return row?.isDone ? endBatch(batch, row) : undefined;
  if (!entries) {
    if (now() - Date.parse(batch.createdAt) < rangesKeptMilliseconds) throw new Error("The range could not be read.");
    return endWithoutList(batch);
  }
  if (!row && batch.status === "running") await putBegun(batch, task, entries.length);
  const visit = { batch, task, row, entries, quietUntil: quietEnds(batch.quietHours, now()) };
  const waves = batch.status === "running" && !isSettled(row) ? await sendWaves(visit, context) : null;
  if (waves?.later) return enqueueRange({ ...task, slots: waves.later.count, notBefore: waves.later.at });
  if (waves?.pausedBy) {
    await holdBatch(batch, waves.pausedBy);
    if (waves.sent === 0) return;
  }
  await finishVisit(visit, waves, context);
};

/** A canceled batch is visited even if it was held, to cancel and to count. */
const isHeldWhileRunning = ({ status, isHeld }: StoredBatch): boolean => status === "running" && isHeld;

/** True if the range has nobody left to send to, so that a visit only counts it again. */
const isSettled = (row: RangeRow | null): boolean => row?.isDone === true && row.counts.pending === 0;

const listGone = `The batch took longer than the ${rangesKeptDays} days for which its list is kept. Its other recipients are canceled.`;

/** Cancels a batch whose list is deleted, because the hub can send to nobody any more. */
const endWithoutList = async (batch: StoredBatch): Promise<void> => {
  log.warn("batch_ended", { status: "canceled", failure: listGone });
  const set = {
    status: "canceled",
    generation: batch.generation + 1,
    failure: listGone,
    completedAt: nowIso(),
  } as const;
  await recordBatchEnded(
    (await changeBatch(batch, { from: ["running", "canceling"], where: "sameGeneration", set, dueAt: null })) ?? batch,
  );
};

/** True for a duplicate of a visit whose successor is queued or has run. */
const isOvertaken = ({ generation, visitNumber }: RangeTask, row: RangeRow | null): boolean =>
  row !== null && (row.generation > generation || (row.generation === generation && row.visitNumber > visitNumber));

const finishVisit = async (visit: Visit, waves: Waves | null, { requestId }: QueueContext): Promise<void> => {
  const { row } = visit;
  // Taken before the rows are read, because the counts may miss changes from here on.
  const countedAt = now();
  const batch = (await readBatch(visit.task.scope, visit.task.batchId)) ?? visit.batch;
  const task = inCurrentGeneration(batch, visit.task);
  const fresh = { ...task, slots: undefined, backOffs: undefined, failures: undefined };
  // An erasure may have begun a new generation. Then the range file has changed, and is counted as it is now.
  const entries =
    (batch.generation === visit.task.generation ? null : await readRangeFile(batch, task.range)) ?? visit.entries;
  const ids = entries.map(({ id }) => id);
  const rows = await settledRows(batch, ids, requestId);
  const counts = countRange(entries, rows, isCanceled(batch) ? "canceled" : "pending");
  log.info("range_visited", {
    range: task.range,
    visitNumber: task.visitNumber,
    sent: waves?.sent ?? 0,
    pending: counts.pending,
  });
  const counted: RangeRow = {
    range: task.range,
    generation: task.generation,
    visitNumber: task.visitNumber + 1,
    isDone: false,
    counts,
    countedAt,
  };
  const isCurrent = batch.generation === task.generation && visitedStatuses.includes(batch.status);
  const isDone = counts.pending === 0;
  const next = isCurrent ? await nextVisit({ ...visit, batch, entries }, { counts, rows, waves }) : null;
  // A range that has to wait for long starts the next range of its lane, as a done one does, and leaves the lane.
  const isDeferred = next?.isDeferred === true;
  const startsNextInLane =
    (isDone || isDeferred) && isCurrent && task.laneStride > 0 && !(row?.isDone && row.generation === task.generation);
  const nextInLane = task.range + task.laneStride;
  if (startsNextInLane && isWithin(batch)(nextInLane))
    await enqueueRange({ ...fresh, range: nextInLane, visitNumber: 0, notBefore: undefined });
  const laneStride = isDeferred ? 0 : task.laneStride;
  if (next) await enqueueRange({ ...fresh, laneStride, visitNumber: task.visitNumber + 1, ...next.task });
  if (isDone) await endRange(batch, counted);
  else await putCounts(batch, counted);
};
