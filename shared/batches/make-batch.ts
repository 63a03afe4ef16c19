import type { createBatch as operation } from "../api/message-batches.ts";
import type { BodyOf } from "../api/operation.ts";
import { enqueueBatch } from "../aws/batches-queue.ts";
import { now } from "../clock.ts";
import { Problem } from "../errors.ts";
import { fingerprintOf, replayOrRefuse } from "../idempotency.ts";
import { idFrom, newId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import type { StoredBatch } from "./batch.ts";
import { readBatch } from "./batch-reads.ts";
import { createBatch } from "./batch-writes.ts";
import { importGraceMilliseconds } from "./due.ts";
import { sourceOf } from "./lists/source-list.ts";
import { newBatch } from "./new-batch.ts";

export type BatchRequest = BodyOf<typeof operation>;

interface Made {
  batch: StoredBatch;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

const planned = async (
  caller: Caller,
  body: BatchRequest,
  made: { id: string; fingerprint: string },
): Promise<StoredBatch> => ({
  ...(await newBatch(caller, body, made)),
  source: await sourceOf(caller, body, `${made.id}/list-${made.fingerprint}`),
});

const isRefusal = (error: unknown): boolean => error instanceof Problem && error.status < 500;

/**
 * Makes a batch: its list is stored, then its row, then the planner is told; a crash in between leaves nothing that was answered 2xx
 * (invariant 26). Throws what it can be refused for as a whole; single recipients never stop it.
 */
export const makeBatch = async (caller: Caller, body: BatchRequest, key: string | null): Promise<Made> => {
  const { scope, tenantId, mode, requestId } = caller;
  const fingerprint = fingerprintOf(body);
  const id = key === null ? newId("batch") : idFrom("batch", tenantId, "createBatch", mode, key);
  const stored = await planned(caller, body, { id, fingerprint }).catch(async (refusal: unknown) => {
    // What was taken once is answered again, though its time has come or its upload is gone since.
    const earlier = key !== null && isRefusal(refusal) ? await readBatch(scope, id) : null;
    if (!earlier) throw refusal;
    return earlier;
  });
  const existing = await createBatch(stored, now() + importGraceMilliseconds);
  if (existing) replayOrRefuse(existing.fingerprint, fingerprint);
  // The first request may have died before it told the planner. Told twice, it does it once.
  if (!existing || existing.status === "importing")
    await enqueueBatch({ kind: "plan", scope, batchId: id, correlationId: requestId });
  return { batch: existing ?? stored, replayed: existing !== null };
};
