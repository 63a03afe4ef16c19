import { now, nowIso } from "../kernel/clock.ts";
import { day } from "../kernel/durations.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { log } from "../observability/logger.ts";
import type { StoredBatch } from "./batch.ts";
import { readRanges } from "./batch-reads.ts";
import { changeBatch } from "./batch-writes.ts";
import { enqueueBatch } from "./batches-queue.ts";
import { graceMilliseconds, importGraceMilliseconds } from "./due.ts";
import { recordBatchEnded } from "./record-batch-ended.ts";

/** After this long the hub ends a canceling batch although some ranges are not counted: they have been unreadable for a day. */
const countingTimeoutMilliseconds = day;

const canceledSince = ({ canceledAt, createdAt }: StoredBatch): number => now() - Date.parse(canceledAt ?? createdAt);

/**
 * The change that ends a canceled batch for good. The batch stays due, so that the sweeper records the end again: the function that ended
 * it may have died before it recorded the event.
 */
export const canceledNow = () =>
  ({
    set: { status: "canceled", completedAt: nowIso() } satisfies Partial<StoredBatch>,
    dueAt: now() + graceMilliseconds,
  }) as const;

/** How long a visit that was under way at the cancellation can still begin a range. */
export const cancelSettlingSeconds = (): number => Math.ceil(waits().waveSettling / 1000) + 1;

/**
 * Notes how many ranges of a canceling batch had begun, once no visit can begin another one. Only these ranges must be done before the
 * batch is canceled.
 */
export const noteBegunRanges = async (batch: StoredBatch, count: number): Promise<void> => {
  if (canceledSince(batch) < waits().waveSettling) return;
  const noted = await changeBatch(batch, { from: ["canceling"], set: { begunRanges: count } });
  if (noted) await endCancel(noted);
};

/** Ends a canceling batch if all ranges that had begun are done. From then on its counts no longer change (invariant 34). */
export const endCancel = async (batch: StoredBatch): Promise<void> => {
  const ended = await changeBatch(batch, { from: ["canceling"], where: "begunDone", ...canceledNow() });
  if (!ended) return;
  log.info("batch_ended", { status: "canceled", total: ended.total });
  await recordBatchEnded(ended);
};

/** Ends a canceling batch whose list was never imported: there is nothing to count. */
export const endUnimported = async (batch: StoredBatch): Promise<void> => {
  const ended = await changeBatch(batch, { from: ["canceling"], where: "unplanned", ...canceledNow() });
  if (ended) await recordBatchEnded(ended);
};

/**
 * Looks at a batch that the sweeper finds still canceling: its workers died, or their queue messages were lost. A new generation visits the
 * ranges that are not done yet.
 */
export const lookAtCanceling = async (batch: StoredBatch): Promise<void> => {
  const age = canceledSince(batch);
  if (batch.rangeCount === null && age > importGraceMilliseconds) return endUnimported(batch);
  if (age > countingTimeoutMilliseconds) return endUncounted(batch);
  const dueAt = now() + graceMilliseconds;
  const isImported = batch.rangeCount !== null;
  const set = isImported ? { generation: batch.generation + 1 } : {};
  const taken = await changeBatch(batch, { from: ["canceling"], where: "sameGeneration", set, dueAt });
  const { scope, id, requestId } = batch;
  if (taken && isImported) await enqueueBatch({ kind: "ranges", scope, batchId: id, correlationId: requestId });
};

const endUncounted = async (batch: StoredBatch): Promise<void> => {
  const ended = await changeBatch(batch, { from: ["canceling"], ...canceledNow() });
  if (!ended) return;
  const rows = await readRanges(ended);
  log.warn("batch_ended", { status: "canceled", uncounted: rows.filter(({ isDone }) => !isDone).length });
  await recordBatchEnded(ended);
};
