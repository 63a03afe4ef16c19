import type { Caller } from "../../identity/caller.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { retryOnRace } from "../../kernel/optimistic-change.ts";
import { begun, isCanceled, type StoredBatch } from "../batch.ts";
import { visibleBatch } from "../batch-view.ts";
import { changeBatch } from "../batch-writes.ts";
import { enqueueBatch } from "../batches-queue.ts";
import { graceMilliseconds, scheduledDueAt } from "../due.ts";
import { canceledNow, cancelSettlingSeconds } from "../end-cancel.ts";
import { queueStartIfSoon } from "../queue-start.ts";
import { recordBatchEnded } from "../record-batch-ended.ts";

type Decide = (batch: StoredBatch) => Partial<Parameters<typeof changeBatch>[1]> | "as it is";

/** Reads, decides and writes; a change that came between is decided upon again. */
const change = (caller: Caller, id: string, decide: Decide): Promise<StoredBatch> =>
  retryOnRace("batch", async () => {
    const batch = await visibleBatch(caller, id);
    const decided = decide(batch);
    if (decided === "as it is") return batch;
    return changeBatch(batch, { from: [batch.status], set: {}, ...decided });
  });

const refuse = ({ status }: StoredBatch): Problem => new Problem("conflict", { detail: `The batch is ${status}.` });

/** Waits here from now on; what is being sent at this moment still goes out. Throws conflict once it is over. */
export const pause = (caller: Caller, id: string): Promise<StoredBatch> =>
  change(caller, id, (batch) => {
    if (batch.status === "paused") return "as it is";
    if (!["importing", "scheduled", "running"].includes(batch.status)) throw refuse(batch);
    // An import goes on: it sends nothing.
    return { set: { status: "paused" }, ...(batch.rangeCount === null ? {} : { dueAt: null }) };
  });

/** Goes on where it was paused: with its import, waiting for its time, or sending. Throws conflict once it is over. */
export const resume = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (paused) => {
    if (["importing", "scheduled", "running"].includes(paused.status)) return "as it is";
    if (paused.status !== "paused") throw refuse(paused);
    if (paused.rangeCount === null) return { set: { status: "importing", autoStart: true } };
    const { sendAt, begunAt } = paused;
    // What was started before its time goes on: its ranges are begun.
    return sendAt !== null && begunAt === undefined && Date.parse(sendAt) > now()
      ? { set: { status: "scheduled" }, dueAt: scheduledDueAt(sendAt) }
      : { set: { ...begun(), generation: paused.generation + 1 }, dueAt: null };
  });
  await enqueueFollowUp(batch);
  return batch;
};

/** Begins now what was imported and waits, or would begin later. Throws conflict once it is over. */
export const start = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (waiting) => {
    if (waiting.status === "running") return "as it is";
    if (waiting.rangeCount === null && ["importing", "paused"].includes(waiting.status))
      return { set: { status: "importing", autoStart: true, sendAt: null } };
    if (!["scheduled", "paused"].includes(waiting.status)) throw refuse(waiting);
    return { set: { ...begun(), generation: waiting.generation + 1 }, dueAt: null };
  });
  await enqueueFollowUp(batch);
  return batch;
};

/**
 * Sends nothing more of it. Who is with the provider at this moment is still counted: until then it is canceling. Throws not_cancelable once
 * it is over.
 */
export const cancel = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (open) => {
    if (isCanceled(open)) return "as it is";
    if (open.status === "completed" || open.status === "failed")
      throw new Problem("not_cancelable", { detail: `The batch is ${open.status}.` });
    const generation = open.generation + 1;
    if (isUnbegun(open)) return { ...canceledNow(), set: { ...canceledNow().set, generation } };
    return { set: { status: "canceling", generation, canceledAt: nowIso() }, dueAt: now() + graceMilliseconds };
  });
  await Promise.all([enqueueFollowUp(batch), recordBatchEnded(batch)]);
  return batch;
};

/** Its list is imported, and nothing was ever sent of it: there is nothing to wait for. */
const isUnbegun = ({ rangeCount, begunAt }: StoredBatch): boolean => rangeCount !== null && begunAt === undefined;

/** Asked again, the request does this again: what it queued the first time may have been lost with its function. */
const enqueueFollowUp = async (batch: StoredBatch): Promise<void> => {
  const { scope, id, status, rangeCount, requestId } = batch;
  const task = { scope, batchId: id, correlationId: requestId };
  if (rangeCount === null && status === "importing") return enqueueBatch({ ...task, kind: "plan" });
  if (rangeCount !== null && (status === "running" || status === "canceling"))
    await enqueueBatch({ ...task, kind: "ranges" });
  // Once more when no visit can begin another range: what had begun is known then.
  if (rangeCount !== null && status === "canceling")
    await enqueueBatch({ ...task, kind: "ranges" }, cancelSettlingSeconds());
  await queueStartIfSoon(batch);
};
