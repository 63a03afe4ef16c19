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
/** Looking at one batch takes three calls, each of which the SDK makes up to three times. The next run repeats what is cut off. */
const neededMilliseconds = 10 * second;

interface Invocation {
  remaining: () => number;
}

type DuePage = Awaited<ReturnType<typeof readDue>>;

/**
 * Looks at all batches that are due, while there is time: queues starts with their exact delay, queues lost imports again, and continues
 * cancellations that stopped halfway. Returns how many batches it looked at.
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

/** Looks at several batches at once, so that one that hangs does not delay the others. */
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

/** Logs a failure instead of throwing it, so that it does not stop the others. The batch stays due, so the next run looks at it again. */
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

/** Records the same event again, because the function that ended the batch may have died before it did. */
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
