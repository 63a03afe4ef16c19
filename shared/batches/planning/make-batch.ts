import { createOrUndo } from "../../aws/create-or-undo.ts";
import { fingerprintOf } from "../../aws/hash-key.ts";
import type { Caller } from "../../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../../identity/idempotency.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import { log } from "../../observability/logger.ts";
import type { StoredBatch } from "../batch.ts";
import { readBatch } from "../batch-reads.ts";
import { changeBatch, createBatch, undoCreateBatch } from "../batch-writes.ts";
import { enqueueBatch } from "../batches-queue.ts";
import { importGraceMilliseconds } from "../due.ts";
import { neededVariables, requireVariables } from "../lists/require-variables.ts";
import { sourceOf } from "../lists/source-list.ts";
import { type BatchRequest, withBatchChannel } from "./batch-request.ts";
import { newBatch } from "./new-batch.ts";

interface Made {
  batch: StoredBatch;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

const plannedBatch = async (
  caller: Caller,
  body: BatchRequest,
  made: { id: string; fingerprint: string },
): Promise<StoredBatch> => {
  const batch = await newBatch(caller, withBatchChannel(body), made);
  if (body.to) requireVariables(neededVariables(batch), body.to);
  return { ...batch, source: await sourceOf(caller, body, `${made.id}/list-${made.fingerprint}`) };
};

const isRefusal = (error: unknown): boolean => error instanceof Problem && error.status < 500;

/**
 * Makes a batch: stores its list, then its row, then queues its plan. A crash in between leaves nothing that was answered 2xx (invariant
 * 26). Throws a problem that concerns the batch as a whole, and idempotency_mismatch, idempotency_in_flight. A single recipient never
 * refuses a batch.
 */
export const makeBatch = async (caller: Caller, body: BatchRequest, key: string | null): Promise<Made> => {
  const { scope, requestId } = caller;
  await limitCreation(caller, "batches");
  const fingerprint = await fingerprintOf(body);
  const id = await idForRequest("batch", caller, "createBatch", key);
  let stored: StoredBatch;
  try {
    stored = await plannedBatch(caller, body, { id, fingerprint });
  } catch (refusal) {
    // A batch that was accepted once is answered again, even if its `sendAt` has passed or its upload is gone since.
    const earlier = key !== null && isRefusal(refusal) ? await readBatch(scope, id) : null;
    if (!earlier) throw refusal;
    return replay(earlier, { fingerprint, requestId });
  }
  const dueAt = now() + importGraceMilliseconds;
  const existing = await createOrUndo(
    () => createBatch(stored, dueAt),
    () => undoCreateBatch(stored, dueAt),
  );
  if (existing) return replay(existing, { fingerprint, requestId });
  await enqueueOrLeave(stored, requestId);
  return { batch: stored, replayed: false };
};

/** The answer to a repeated idempotency key: the batch as it is now. */
const replay = async (
  existing: StoredBatch,
  { fingerprint, requestId }: { fingerprint: string; requestId: string },
): Promise<Made> => {
  replayOrRefuse(existing, fingerprint);
  if (existing.status !== "importing") return { batch: existing, replayed: true };
  // The new `dueAt` keeps the first request, if it failed, from deleting the batch.
  const held = await changeBatch(existing, { from: ["importing"], set: {}, dueAt: now() + importGraceMilliseconds });
  const batch = held ?? (await readBatch(existing.scope, existing.id));
  if (!batch) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  // The first request may have died before it queued the plan. A second task is harmless.
  if (held) await enqueueOrLeave(held, requestId);
  return { batch, replayed: true };
};

/** Queues the plan. An error now would make the caller send twice, so if the queue fails, the next sweep queues the plan. */
const enqueueOrLeave = async (batch: StoredBatch, requestId: string): Promise<void> => {
  const { scope, id } = batch;
  try {
    await enqueueBatch({ kind: "plan", scope, batchId: id, correlationId: requestId });
  } catch (error) {
    log.error("store_unavailable", error, { batchId: id });
    await sweepSoon(batch);
  }
};

const sweepSoon = async (batch: StoredBatch): Promise<void> => {
  try {
    await changeBatch(batch, { from: ["importing", "paused"], where: "unplanned", set: {}, dueAt: now() });
  } catch (error) {
    // The sweeper finds it forty minutes later.
    log.error("store_unavailable", error, { batchId: batch.id });
  }
};
