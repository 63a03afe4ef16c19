import { nowIso } from "../../kernel/clock.ts";
import { log } from "../../observability/logger.ts";
import { readBatch } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import type { BatchTask } from "../batches-queue.ts";
import { endUnimported } from "../end-cancel.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";

const gaveUp = "The list could not be imported, however often the hub tried. Nothing was sent: make the batch again.";

/** The planner failed for good. A batch that was imported is paused instead: whoever resumes it has it handed out anew. */
export const endDeadBatch = async (task: BatchTask): Promise<void> => {
  const batch = await readBatch(task.scope, task.batchId);
  if (!batch || task.kind === "results") return;
  // What is held still is due, and the sweeper tries again.
  if (task.kind === "release" && batch.isHeld) return;
  // The sweeper ends it, or counts on.
  if (batch.status === "canceling") return batch.rangeCount === null ? endUnimported(batch) : undefined;
  const ended =
    batch.rangeCount === null
      ? await changeBatch(batch, {
          from: ["importing", "paused"],
          where: "unplanned",
          set: { rangeCount: 0, status: "failed", failure: gaveUp, completedAt: nowIso() },
          dueAt: null,
        })
      : await changeBatch(batch, { from: ["running", "scheduled"], set: { status: "paused" }, dueAt: null });
  await recordBatchEnded(ended ?? batch);
  log.warn("dead_letter_settled", { kind: task.kind, status: ended?.status });
};
