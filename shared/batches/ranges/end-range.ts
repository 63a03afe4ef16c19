import { nowIso } from "../../kernel/clock.ts";
import { log } from "../../observability/logger.ts";
import { isCanceled, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { endCancel } from "../end-cancel.ts";
import type { RangeRow } from "../range.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";
import { putDone } from "./range-writes.ts";

/** Every recipient of the range has come to an end: if it was the last such range, so has the batch. */
export const endRange = async (batch: StoredBatch, row: RangeRow): Promise<void> => {
  await putDone(batch, row);
  await endBatch(batch, row);
};

/** Ends the batch where all of its ranges have, this one among them. */
export const endBatch = async (batch: StoredBatch, row: RangeRow): Promise<void> => {
  if (isCanceled(batch)) return endCancel(batch);
  const ended = batch.status === "completed" ? batch : await complete(batch);
  // Whoever ended it may have died before it could tell, so the late look at its last range tells again: the same event once more.
  const shouldRecord = batch.status !== "completed" || row.range + 1 === batch.rangeCount;
  if (ended && shouldRecord) await recordBatchEnded(ended);
};

/** Null: there are ranges left. */
const complete = async (batch: StoredBatch): Promise<StoredBatch | null> => {
  const set = { status: "completed", completedAt: nowIso() } as const;
  const completed = await changeBatch(batch, { from: ["running", "paused"], where: "done", set, dueAt: null });
  if (completed) log.info("batch_ended", { status: "completed", total: completed.total });
  return completed;
};
