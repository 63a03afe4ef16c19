import { now } from "../../kernel/clock.ts";
import { second } from "../../kernel/durations.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { log, withLogContext } from "../../observability/logger.ts";
import type { StoredBatch } from "../batch.ts";
import { readBatch, readDue } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import { enqueueBatch } from "../batches-queue.ts";
import { graceMilliseconds, importGraceMilliseconds } from "../due.ts";
import { lookAtCanceling } from "../end-cancel.ts";
import { queueStart } from "../queue-start.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";
import { holdBatch, holdOfBatch } from "./hold-batch.ts";

const perPage = 100;
const looksAtOnce = 8;
/** A look at one batch is three calls, each of which the SDK may make three times. What is cut off is done again by the next run. */
const neededMilliseconds = 10 * second;

interface Invocation {
  remaining: () => number;
}

type DuePage = Awaited<ReturnType<typeof readDue>>;

/**
 * Queues every batch whose time has come, with its exact delay, and those whose import was lost, and counts on where a cancellation was left
 * half done, for as long as there is time. Returns how many it
 * looked at.
 */
export const sweepBatches = async (invocation: Invocation): Promise<number> => {
  const dueBy = now();
  let looked = 0;
  let from: DuePage["next"];
  do {
    const { due, next }: DuePage = await readDue(dueBy, { limit: perPage, from });
    looked += await lookAtAll(due, invocation);
    from = next;
  } while (from && invocation.remaining() > neededMilliseconds);
  log.info("sweep_finished", { batches: looked });
  return looked;
};

/** So many at once: one that hangs must not keep the others waiting. */
const lookAtAll = async (due: DuePage["due"], { remaining }: Invocation): Promise<number> => {
  let next = 0;
  let looked = 0;
  const worker = async (): Promise<void> => {
    for (let one = due[next++]; one && remaining() > neededMilliseconds; one = due[next++]) {
      looked += 1;
      await look(one);
    }
  };
  await Promise.all(Array.from({ length: looksAtOnce }, worker));
  return looked;
};

/** One batch's trouble must not keep the others waiting; it stays due, so the next run comes to it again. */
const look = ({ scope, id }: DuePage["due"][number]): Promise<void> =>
  withLogContext({ tenantId: tenantOfScope(scope), batchId: id }, async () => {
    try {
      const batch = await readBatch(scope, id);
      if (batch) await queueDue(batch);
    } catch (error) {
      log.error("store_unavailable", error);
    }
  });

const queueDue = async (batch: StoredBatch): Promise<void> => {
  const { scope, id, status, sendAt, rangeCount, requestId } = batch;
  if (status === "scheduled" && sendAt !== null) {
    await queueStart(batch, sendAt);
    const dueAt = Math.max(now(), Date.parse(sendAt)) + graceMilliseconds;
    await changeBatch(batch, { from: ["scheduled"], set: {}, dueAt });
  } else if (rangeCount === null && (status === "importing" || status === "paused")) {
    await enqueueBatch({ kind: "plan", scope, batchId: id, correlationId: requestId });
    await changeBatch(batch, { from: ["importing", "paused"], set: {}, dueAt: now() + importGraceMilliseconds });
  } else if (status === "running" && batch.isHeld) await lookAtHeld(batch);
  else if (status === "canceling") await lookAtCanceling(batch);
  else if (status === "canceled") await recordEndAgain(batch);
  else await changeBatch(batch, { from: [status], where: "sameHold", set: {}, dueAt: null });
};

/** The same event once more, where whoever ended the batch died before it could tell. */
const recordEndAgain = async (batch: StoredBatch): Promise<void> => {
  await recordBatchEnded(batch);
  await changeBatch(batch, { from: ["canceled"], set: {}, dueAt: null });
};

const lookAtHeld = async (batch: StoredBatch): Promise<void> => {
  const held = await holdOfBatch(batch, true);
  if (held) {
    await holdBatch(batch, held);
    return;
  }
  const { scope, id, requestId } = batch;
  await enqueueBatch({ kind: "release", scope, batchId: id, correlationId: requestId });
  await changeBatch(batch, { from: ["running"], where: "sameGeneration", set: {}, dueAt: now() + graceMilliseconds });
};
