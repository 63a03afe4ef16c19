import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { fail } from "../../messages/message.ts";
import { dispatchFailed } from "../../messages/message-errors.ts";
import { readRows } from "../../messages/reading/batch-message-reads.ts";
import { applyChange } from "../../messages/settling/status-writes.ts";
import { log } from "../../observability/logger.ts";
import { isCanceled } from "../batch.ts";
import { readBatch, readRange } from "../batch-reads.ts";
import { isWithin, rangesKeptMilliseconds } from "../range.ts";
import { enqueueRange, type RangeTask } from "../ranges-queue.ts";
import { isRecipient, readRangeFile } from "../recipients.ts";
import { countRange } from "./count-range.ts";
import { endRange } from "./end-range.ts";
import { failRecipients } from "./end-recipients.ts";
import { putCounts } from "./range-writes.ts";
import { inCurrentGeneration } from "./visit.ts";

/**
 * Ends a range whose visits failed again and again. Recipients who were never tried, and those who wait, become `failed` (invariant 2).
 * Messages that are being sent are left to their lease and counted at a last visit. In a paced batch the next range of the lane starts.
 * In a canceled batch the range is only counted, because the visit that died may have sent.
 */
export const endDeadRange = async (deadTask: RangeTask, requestId: string): Promise<void> => {
  const batch = await readBatch(deadTask.scope, deadTask.batchId);
  if (!batch) return;
  const task = inCurrentGeneration(batch, deadTask);
  // When a held batch is released, the ranges that are not done are queued again.
  if (batch.generation !== task.generation || (batch.status === "running" && batch.isHeld)) return;
  const [row, entries] = await Promise.all([readRange(batch, task.range), readRangeFile(batch, task.range)]);
  if (row?.isDone || (row && row.generation === task.generation && row.visitNumber > task.visitNumber)) return;
  if (!entries) {
    // The message stays in the dead-letter queue, which an alarm watches, until the file can be read again.
    if (now() - Date.parse(batch.createdAt) < rangesKeptMilliseconds) throw new Error("The range could not be read.");
    return;
  }
  const ids = entries.map(({ id }) => id);
  if (batch.status === "running") {
    const rows = await readRows(batch.scope, ids);
    await failRecipients(
      batch,
      entries.filter(isRecipient).filter(({ id }) => !rows.has(id)),
      dispatchFailed,
      requestId,
    );
    const waiting = [...rows.values()].flatMap(({ message }) => (message?.status === "queued" ? [message] : []));
    await Promise.all(waiting.map((one) => applyChange(one, fail(dispatchFailed, { source: "worker", requestId }))));
  }
  const countedAt = now();
  const rows = await readRows(batch.scope, ids);
  const counts = countRange(entries, rows, isCanceled(batch) ? "canceled" : "pending");
  const { range, generation } = task;
  const visitNumber = task.visitNumber + 1;
  const counted = { range, generation, visitNumber, isDone: false, counts, countedAt };
  log.warn("dead_letter_settled", { range, failed: counts.failed, pending: counts.pending });
  const next = { ...task, slots: undefined, backOffs: undefined, failures: undefined };
  if (task.laneStride > 0 && isWithin(batch)(task.range + task.laneStride))
    await enqueueRange({ ...next, range: task.range + task.laneStride, visitNumber: 0, notBefore: undefined });
  if (counts.pending > 0) await enqueueRange({ ...next, laneStride: 0, visitNumber, notBefore: now() + minute });
  if (counts.pending === 0) await endRange(batch, counted);
  else await putCounts(batch, counted);
};
