import { nowIso } from "../../kernel/clock.ts";
import { log } from "../../observability/logger.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { endCancel } from "../end-cancel.ts";
import type { RangeRow } from "../range.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";
import { putDone } from "./range-writes.ts";

/** Marks a range as done, because none of its recipients is pending. If it was the last open range, the batch ends. */
export const endRange = async (batch: StoredBatch, row: RangeRow): Promise<void> => {
  await putDone(batch, row);
  await endBatch(batch, row);
};

/** Ends the batch if all of its ranges are done. This one is. */
export const endBatch = async (batch: StoredBatch, row: RangeRow): Promise<void> => {
  if (isCanceled(batch)) return endCancel(batch);
  const ended = batch.status === "completed" ? batch : await complete(batch);
  // The visit that ended the batch may have died before it recorded that, so the late look at the last range records the same event again.
  const shouldRecord = batch.status !== "completed" || row.range + 1 === batch.rangeCount;
  if (ended && shouldRecord) await recordBatchEnded(ended);
};

/** Completes the batch. Null: some ranges are not done. */
const complete = async (batch: StoredBatch): Promise<StoredBatch | null> => {
  const set = { status: "completed", completedAt: nowIso() } as const;
  const completed = await changeBatch(batch, { from: ["running", "paused"], where: "done", set, dueAt: null });
  if (completed) log.info("batch_ended", { status: "completed", total: completed.total });
  return completed;
};
