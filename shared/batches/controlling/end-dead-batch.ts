import { nowIso } from "../../kernel/clock.ts";
import { log } from "../../observability/logger.ts";
import { readBatch } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import type { BatchTask } from "../batches-queue.ts";
import { endUnimported } from "../end-cancel.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";

const importFailed =
  "The hub tried several times and could not import the list. Nothing was sent. Make the batch again.";

/** Ends a batch whose task failed for good. A batch that is imported is paused instead: a resume queues its ranges again. */
export const endDeadBatch = async (task: BatchTask): Promise<void> => {
  const batch = await readBatch(task.scope, task.batchId);
  if (!batch || task.kind === "results") return;
  // A held batch stays due, so the sweeper tries again.
  if (task.kind === "release" && batch.isHeld) return;
  // The sweeper counts the rest and ends it.
  if (batch.status === "canceling") return batch.rangeCount === null ? endUnimported(batch) : undefined;
  const ended =
    batch.rangeCount === null
      ? await changeBatch(batch, {
          from: ["importing", "paused"],
          where: "unplanned",
          set: { rangeCount: 0, status: "failed", failure: importFailed, completedAt: nowIso() },
          dueAt: null,
        })
      : await changeBatch(batch, { from: ["running", "scheduled"], set: { status: "paused" }, dueAt: null });
  await recordBatchEnded(ended ?? batch);
  log.warn("dead_letter_settled", { kind: task.kind, status: ended?.status });
};
