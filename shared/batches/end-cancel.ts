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

/** After so long a batch is canceled whatever could not be counted: what nobody could read for a day nobody will. */
const countingTimeoutMilliseconds = day;

const canceledSince = ({ canceledAt, createdAt }: StoredBatch): number => now() - Date.parse(canceledAt ?? createdAt);

/**
 * What ends a batch for good. It stays due, so that the sweeper tells its end again: whoever ended it may have died before it could tell.
 */
export const canceledNow = () =>
  ({
    set: { status: "canceled", completedAt: nowIso() } satisfies Partial<StoredBatch>,
    dueAt: now() + graceMilliseconds,
  }) as const;

/** How long visits that were under way when a batch was canceled may still begin a range. */
export const cancelSettlingSeconds = (): number => Math.ceil(waits().waveSettling / 1000) + 1;

/**
 * Counts the ranges of a canceling batch that had begun, once no visit can begin another one. Of a batch that is to be canceled these alone
 * have to come to an end.
 */
export const noteBegunRanges = async (batch: StoredBatch, count: number): Promise<void> => {
  if (canceledSince(batch) < waits().waveSettling) return;
  const noted = await changeBatch(batch, { from: ["canceling"], set: { begunRanges: count } });
  if (noted) await endCancel(noted);
};

/** Ends a canceling batch where all that had begun is counted: its counts stand still from now on (invariant 34). */
export const endCancel = async (batch: StoredBatch): Promise<void> => {
  const ended = await changeBatch(batch, { from: ["canceling"], where: "begunDone", ...canceledNow() });
  if (!ended) return;
  log.info("batch_ended", { status: "canceled", total: ended.total });
  await recordBatchEnded(ended);
};

/** A batch whose list nobody imports any more has nothing to count. */
export const endUnimported = async (batch: StoredBatch): Promise<void> => {
  const ended = await changeBatch(batch, { from: ["canceling"], where: "unplanned", ...canceledNow() });
  if (ended) await recordBatchEnded(ended);
};

/**
 * The sweeper's look at a batch that is canceling still: its workers died, or their queue messages were lost. A new run visits what is not
 * counted yet.
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
