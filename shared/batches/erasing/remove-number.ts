import { now, nowIso } from "../../kernel/clock.ts";
import { retryOnRace } from "../../kernel/optimistic-change.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import { allBatchStatuses, type StoredBatch } from "../batch.ts";
import { readBatch } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import { enqueueBatch } from "../batches-queue.ts";
import { rangeFileName, resultsName } from "../lists/recipient-file.ts";
import { deleteFile } from "../lists/recipient-file-delete.ts";
import { readFileVersion } from "../lists/recipient-file-get.ts";
import { replaceFile } from "../lists/recipient-file-put.ts";
import { messageIdOf, type StoredRangeEntry, storedEntriesIn } from "../recipients.ts";
import { findNumber, mayContain } from "./find-number.ts";

/** Delays the task that queues the ranges, which must not run before the new generation is written. */
const enqueueDelaySeconds = 3;

/**
 * Removes a number from a batch: replaces it by the message's id in the range file, so that the batch still adds up, and deletes the
 * stored list and the results file. A running batch begins a new generation, so that no visit goes on with what it read before. Safe to
 * repeat: finishes a removal that a crash interrupted.
 */
export const removeNumberFromBatch = async (
  listed: StoredBatch,
  number: string,
): Promise<"clean" | "removed" | "waits"> => {
  const batch = await readBatch(listed.scope, listed.id);
  if (!batch) return "clean";
  if (batch.rangeCount === null) return removeFromUnplanned(batch);
  const found = await findNumber(batch, number);
  if (!found && !batch.isBeingStruck) return wasRecentlyRewritten(batch) ? "waits" : "clean";
  await changeBatch(batch, { from: allBatchStatuses, set: { isBeingStruck: true } });
  await deleteFile(batch.scope, batch.source.name);
  await deleteFile(batch.scope, resultsName(batch));
  const isRemoved = found !== null && (await removeFromRange(batch, found.range, number)) === "removed";
  await beginNewGeneration(batch);
  return isRemoved ? "removed" : "waits";
};

/** Waits for the import. A batch that ended before its import has only the list, which is deleted. */
const removeFromUnplanned = async (batch: StoredBatch): Promise<"clean" | "waits"> => {
  const isOver = batch.status === "canceled" || batch.status === "failed";
  if (!isOver) return "waits";
  await deleteFile(batch.scope, batch.source.name);
  return "clean";
};

const wasRecentlyRewritten = ({ struckAt }: StoredBatch): boolean =>
  struckAt !== null && now() - Date.parse(struckAt) < waits().waveSettling;

const removeFromRange = (batch: StoredBatch, range: number, number: string): Promise<"removed" | "gone"> =>
  retryOnRace("batch", async () => {
    const name = rangeFileName(batch, range);
    const file = await readFileVersion(batch.scope, name);
    if (!file || !mayContain(file.text, number)) return "gone";
    const erased = await messageIdOf(batch, number);
    const entries = storedEntriesIn(file.text).map(
      (entry): StoredRangeEntry => ("to" in entry && isSamePerson(entry.to, number) ? { erased } : entry),
    );
    return (await replaceFile(batch.scope, name, JSON.stringify(entries), file.etag)) ? "removed" : null;
  });

const beginNewGeneration = ({ scope, id, requestId }: StoredBatch): Promise<StoredBatch | "gone"> =>
  retryOnRace("batch", async () => {
    const batch = await readBatch(scope, id);
    if (!batch) return "gone";
    const isRunning = batch.status === "running";
    // Queued before the change: after a crash between the two, ranges queued twice are harmless, but a generation without visits would
    // stall.
    if (isRunning)
      await enqueueBatch({ kind: "ranges", scope, batchId: id, correlationId: requestId }, enqueueDelaySeconds);
    const unwritten = { resultsAt: null, resultsAskedAt: null };
    const set = {
      isBeingStruck: false,
      struckAt: nowIso(),
      ...unwritten,
      ...(isRunning && { generation: batch.generation + 1 }),
    };
    return changeBatch(batch, { from: [batch.status], where: "sameGeneration", set });
  });
