import { enqueueBatch } from "../aws/batches-queue.ts";
import { now } from "../clock.ts";
import { log } from "../logger.ts";
import { readBatch, readDue } from "./batch-reads.ts";
import { changeBatch } from "./batch-writes.ts";
import { graceMilliseconds, importGraceMilliseconds } from "./due.ts";

const perRun = 200;

/** Queues every batch whose time has come, with its exact delay, and those whose import was lost. Returns how many. */
export const sweepBatches = async (): Promise<number> => {
  const due = await readDue(now(), perRun);
  for (const { scope, id } of due) {
    const batch = await readBatch(scope, id);
    if (batch?.status === "scheduled" && batch.sendAt !== null) {
      const startsAt = Date.parse(batch.sendAt);
      await enqueueBatch(
        { kind: "start", scope, batchId: id, correlationId: batch.requestId },
        (startsAt - now()) / 1000,
      );
      await changeBatch(batch, { from: ["scheduled"], set: {}, dueAt: Math.max(now(), startsAt) + graceMilliseconds });
    } else if (batch?.rangeCount === null && (batch.status === "importing" || batch.status === "paused")) {
      await enqueueBatch({ kind: "plan", scope, batchId: id, correlationId: batch.requestId });
      await changeBatch(batch, { from: ["importing", "paused"], set: {}, dueAt: now() + importGraceMilliseconds });
    } else if (batch) await changeBatch(batch, { from: [batch.status], set: {}, dueAt: null });
  }
  log.info("sweep_finished", { batches: due.length });
  return due.length;
};
