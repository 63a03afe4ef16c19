import { UnreadableList } from "../../csv/text-lines.ts";
import { nowIso } from "../../kernel/clock.ts";
import { retryOnRace } from "../../kernel/optimistic-change.ts";
import { log } from "../../observability/logger.ts";
import { begun, isCanceled, type StoredBatch } from "../batch.ts";
import { readBatch } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import type { BatchTask } from "../batches-queue.ts";
import { scheduledDueAt } from "../due.ts";
import { canceledNow, endUnimported } from "../end-cancel.ts";
import { type Imported, importList } from "../lists/import-list.ts";
import { openFile } from "../lists/recipient-file-get.ts";
import { queueStartIfSoon } from "../queue-start.ts";
import { enqueueOpenRanges } from "../ranges/enqueue-open-ranges.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";
import { writeResults } from "../results/write-results.ts";

/** Runs a task of a whole batch. A duplicate of a task, or one repeated after a crash, is harmless. */
export const runBatchTask = async (task: BatchTask): Promise<void> => {
  const batch = await readBatch(task.scope, task.batchId);
  if (!batch) return;
  switch (task.kind) {
    case "plan":
      return plan(batch);
    case "start": {
      const set = { ...begun(), generation: batch.generation + 1 };
      const started = await changeBatch(batch, { from: ["scheduled"], where: "sameGeneration", set, dueAt: null });
      // If the write's answer was lost, or another worker was faster, the generation is not the one that was read.
      return enqueueOpenRanges(started ?? (await readBatch(task.scope, task.batchId)) ?? batch);
    }
    case "release": {
      if (batch.status !== "running") return;
      const set = { ...begun(), generation: batch.generation + 1 };
      const released = batch.isHeld
        ? await changeBatch(batch, { from: ["running"], where: "sameGeneration", set, dueAt: null })
        : null;
      return enqueueOpenRanges(released ?? (await readBatch(task.scope, task.batchId)) ?? batch);
    }
    case "ranges":
      return batch.status === "running" || isCanceled(batch) ? enqueueOpenRanges(batch) : undefined;
    case "results":
      return writeResults(batch);
  }
};

const plan = async (batch: StoredBatch): Promise<void> => {
  if (batch.rangeCount === null && batch.status === "canceling") return endUnimported(batch);
  const planned = batch.rangeCount === null ? await importBatch(batch) : batch;
  if (planned?.status === "running") await enqueueOpenRanges(planned);
  if (planned) await queueStartIfSoon(planned);
  if (planned?.status === "failed" || planned?.status === "canceled") await recordBatchEnded(planned);
};

/** Imports the list and returns the changed batch. Null: there is nothing to import, or the batch has changed meanwhile. */
const importBatch = async (batch: StoredBatch): Promise<StoredBatch | null> => {
  if (batch.status !== "importing" && batch.status !== "paused") return null;
  try {
    const list = await openFile(batch.scope, batch.source.name);
    // The list existed when the batch was made. If it stays unreadable, the worker of the dead-letter queue ends the batch.
    if (!list) throw new Error("The list could not be read.");
    return await finishImport(batch, await importList(batch, list));
  } catch (error) {
    if (!(error instanceof UnreadableList)) throw error;
    return failBatch(batch, error.message);
  }
};

/** Writes the result of an import. A pause or a cancellation that came meanwhile stands. */
const finishImport = async (batch: StoredBatch, imported: Imported): Promise<StoredBatch | null> => {
  const { total, duplicates, invalidCount, rangeCount } = imported;
  log.info("batch_imported", { total, duplicates, invalid: invalidCount, ranges: rangeCount });
  if (total === 0) {
    const empty = duplicates + invalidCount === 0;
    return failBatch(batch, empty ? "The list is empty." : "The list has no valid entry: see `invalid`.", imported);
  }
  const finished = await retryOnRace("batch", () => applyImport(batch, imported));
  return finished === "gone" ? null : finished;
};

/** Reads the batch again, because callers may have changed it while its list was read. */
const applyImport = async ({ scope, id }: StoredBatch, imported: Imported): Promise<StoredBatch | "gone" | null> => {
  const batch = await readBatch(scope, id);
  if (!batch) return "gone";
  if (batch.rangeCount !== null) return batch;
  const { set, dueAt } = afterImport(batch);
  return (
    (await changeBatch(batch, {
      ...{ from: ["importing"], where: "unplannedAsRead" },
      ...{ set: { ...imported, ...set }, dueAt },
    })) ??
    (await changeBatch(batch, { from: ["paused"], where: "unplanned", set: { ...imported }, dueAt: null })) ??
    cancelImported(batch, imported)
  );
};

/**
 * Ends a batch that was canceled while its list was read: all recipients count as canceled. A batch that had ended before keeps its
 * counts and only notes how many range files there are, so that an erasure finds them.
 */
const cancelImported = async (batch: StoredBatch, imported: Imported): Promise<StoredBatch | null> => {
  const { set, dueAt } = canceledNow();
  return (
    (await changeBatch(batch, {
      ...{ from: ["canceling"], where: "unplanned" },
      ...{ set: { ...imported, ...set }, dueAt },
    })) ?? changeBatch(batch, { from: ["canceled"], where: "unplanned", set: { rangeCount: imported.rangeCount } })
  );
};

const afterImport = ({ autoStart, sendAt }: StoredBatch): { set: Partial<StoredBatch>; dueAt: number | null } => {
  if (!autoStart) return { set: { status: "paused" }, dueAt: null };
  if (sendAt !== null) return { set: { status: "scheduled" }, dueAt: scheduledDueAt(sendAt) };
  return { set: begun(), dueAt: null };
};

/** Ends a batch of which nothing can be sent. */
export const failBatch = (
  batch: StoredBatch,
  failure: string,
  imported: Partial<Imported> = {},
): Promise<StoredBatch | null> => {
  log.warn("batch_ended", { status: "failed", failure });
  const set: Partial<StoredBatch> = { ...imported, rangeCount: 0, status: "failed", failure, completedAt: nowIso() };
  return changeBatch(batch, { from: ["importing", "paused"], where: "unplanned", set, dueAt: null });
};
