import { nowIso } from "../clock.ts";
import { log } from "../logger.ts";
import type { StoredBatch } from "./batch.ts";
import { changeBatch } from "./batch-writes.ts";
import type { RangeRow } from "./range.ts";
import { putDone } from "./range-writes.ts";

/** Every recipient of the range has come to an end: if it was the last such range, so has the batch. */
export const endRange = async (batch: StoredBatch, row: RangeRow): Promise<void> => {
  await putDone(batch, row);
  if (batch.status !== "running" && batch.status !== "paused") return;
  const completed = await changeBatch(batch, {
    from: ["running", "paused"],
    where: "done",
    set: { status: "completed", completedAt: nowIso() },
    dueAt: null,
  });
  if (completed) log.info("batch_ended", { status: "completed", total: completed.total });
};
