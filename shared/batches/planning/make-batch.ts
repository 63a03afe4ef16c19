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
import { changeBatch, createBatch, takeBackBatch } from "../batch-writes.ts";
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

const planned = async (
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
 * Makes a batch: its list is stored, then its row, then the planner is told; a crash in between leaves nothing that was answered 2xx
 * (invariant 26). Throws what it can be refused for as a whole, and idempotency_mismatch, idempotency_in_flight; single recipients never stop it.
 */
export const makeBatch = async (caller: Caller, body: BatchRequest, key: string | null): Promise<Made> => {
  const { scope, requestId } = caller;
  await limitCreation(caller, "batches");
  const fingerprint = await fingerprintOf(body);
  const id = await idForRequest("batch", caller, "createBatch", key);
  let stored: StoredBatch;
  try {
    stored = await planned(caller, body, { id, fingerprint });
  } catch (refusal) {
    // What was taken once is answered again, though its time has come or its upload is gone since.
    const earlier = key !== null && isRefusal(refusal) ? await readBatch(scope, id) : null;
    if (!earlier) throw refusal;
    return replay(earlier, { fingerprint, requestId });
  }
  const dueAt = now() + importGraceMilliseconds;
  const existing = await createOrUndo(
    () => createBatch(stored, dueAt),
    () => takeBackBatch(stored, dueAt),
  );
  if (existing) return replay(existing, { fingerprint, requestId });
  await enqueueOrLeave(stored, requestId);
  return { batch: stored, replayed: false };
};

/** What an idempotency key answers the second time: the batch as it is now. */
const replay = async (
  existing: StoredBatch,
  { fingerprint, requestId }: { fingerprint: string; requestId: string },
): Promise<Made> => {
  replayOrRefuse(existing, fingerprint);
  if (existing.status !== "importing") return { batch: existing, replayed: true };
  // From now on the first request, should it have failed, does not take it back any more.
  const held = await changeBatch(existing, { from: ["importing"], set: {}, dueAt: now() + importGraceMilliseconds });
  const batch = held ?? (await readBatch(existing.scope, existing.id));
  if (!batch) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  // The first request may have died before it told the planner. Told twice, it does it once.
  if (held) await enqueueOrLeave(held, requestId);
  return { batch, replayed: true };
};

/** The row is there, so an error now would make the caller send twice: where the planner cannot be told, the next sweep tells it. */
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
    // Then the sweeper finds it forty minutes later.
    log.error("store_unavailable", error, { batchId: batch.id });
  }
};
