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

type Decide = (batch: StoredBatch) => Partial<Parameters<typeof changeBatch>[1]> | "unchanged";

/** Reads, decides and writes. If another change comes between, it reads and decides again. */
const change = (caller: Caller, id: string, decide: Decide): Promise<StoredBatch> =>
  retryOnRace("batch", async () => {
    const batch = await visibleBatch(caller, id);
    const decided = decide(batch);
    if (decided === "unchanged") return batch;
    return changeBatch(batch, { from: [batch.status], set: {}, ...decided });
  });

const refuse = ({ status }: StoredBatch): Problem =>
  new Problem("conflict", { detail: `The batch is ${status} and can no longer be changed.` });

/** Pauses a batch. Messages that are being sent at this moment still go out. Throws conflict if the batch has ended or is canceling. */
export const pause = (caller: Caller, id: string): Promise<StoredBatch> =>
  change(caller, id, (batch) => {
    if (batch.status === "paused") return "unchanged";
    if (!["importing", "scheduled", "running"].includes(batch.status)) throw refuse(batch);
    // An import continues, because it sends nothing.
    return { set: { status: "paused" }, ...(batch.rangeCount === null ? {} : { dueAt: null }) };
  });

/** Resumes a paused batch: its import, its wait for `sendAt`, or its sending. Throws conflict if it has ended or is canceling. */
export const resume = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (paused) => {
    if (["importing", "scheduled", "running"].includes(paused.status)) return "unchanged";
    if (paused.status !== "paused") throw refuse(paused);
    if (paused.rangeCount === null) return { set: { status: "importing", autoStart: true } };
    const { sendAt, begunAt } = paused;
    // A batch that was started before its `sendAt` goes on sending, because its ranges have begun.
    return sendAt !== null && begunAt === undefined && Date.parse(sendAt) > now()
      ? { set: { status: "scheduled" }, dueAt: scheduledDueAt(sendAt) }
      : { set: { ...begun(), generation: paused.generation + 1 }, dueAt: null };
  });
  await enqueueFollowUp(batch);
  return batch;
};

/** Starts a batch now, or once its list is imported. Throws conflict if it has ended or is canceling. */
export const start = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (waiting) => {
    if (waiting.status === "running") return "unchanged";
    if (waiting.rangeCount === null && ["importing", "paused"].includes(waiting.status))
      return { set: { status: "importing", autoStart: true, sendAt: null } };
    if (!["scheduled", "paused"].includes(waiting.status)) throw refuse(waiting);
    return { set: { ...begun(), generation: waiting.generation + 1 }, dueAt: null };
  });
  await enqueueFollowUp(batch);
  return batch;
};

/**
 * Cancels a batch: the hub sends nothing more of it. The batch stays `canceling` until the messages that are with the provider now are
 * counted. Throws not_cancelable if it is completed or failed.
 */
export const cancel = async (caller: Caller, id: string): Promise<StoredBatch> => {
  const batch = await change(caller, id, (open) => {
    if (isCanceled(open)) return "unchanged";
    if (open.status === "completed" || open.status === "failed")
      throw new Problem("not_cancelable", { detail: `The batch is ${open.status} and can no longer be canceled.` });
    const generation = open.generation + 1;
    if (hasNeverStarted(open)) return { ...canceledNow(), set: { ...canceledNow().set, generation } };
    return { set: { status: "canceling", generation, canceledAt: nowIso() }, dueAt: now() + graceMilliseconds };
  });
  await Promise.all([enqueueFollowUp(batch), recordBatchEnded(batch)]);
  return batch;
};

/** True if the list is imported and nothing was ever sent: a cancellation has nothing to wait for. */
const hasNeverStarted = ({ rangeCount, begunAt }: StoredBatch): boolean => rangeCount !== null && begunAt === undefined;

/** Queues the work that a change asks for. A repeated request queues it again, because the first one may have died before it did. */
const enqueueFollowUp = async (batch: StoredBatch): Promise<void> => {
  const { scope, id, status, rangeCount, requestId } = batch;
  const task = { scope, batchId: id, correlationId: requestId };
  if (rangeCount === null && status === "importing") return enqueueBatch({ ...task, kind: "plan" });
  if (rangeCount !== null && (status === "running" || status === "canceling"))
    await enqueueBatch({ ...task, kind: "ranges" });
  // Again once no visit can begin another range: by then all ranges that had begun are known.
  if (rangeCount !== null && status === "canceling")
    await enqueueBatch({ ...task, kind: "ranges" }, cancelSettlingSeconds());
  await queueStartIfSoon(batch);
};
