import { rangesKeptDays } from "../../api/sizes.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { log } from "../../observability/logger.ts";
import { type BatchStatus, isCanceled, type StoredBatch } from "../batch.ts";
import { readBatch, readRange } from "../batch-reads.ts";
import { changeBatch } from "../batch-writes.ts";
import { holdBatch } from "../controlling/hold-batch.ts";
import { isWithin, type RangeRow, rangesKeptMilliseconds } from "../range.ts";
import { enqueueRange, type RangeTask } from "../ranges-queue.ts";
import { readPart } from "../recipients.ts";
import { tellEnd } from "../tell-end.ts";
import { asOf } from "./as-of.ts";
import { countRange } from "./count-range.ts";
import { endBatch, endRange } from "./end-range.ts";
import { nextVisit } from "./next-visit.ts";
import { quietEnds } from "./open-from.ts";
import { putBegun, putCounts } from "./range-writes.ts";
import { sendWaves } from "./send-waves.ts";
import { settledRows } from "./settle-waiting.ts";
import type { Visit, Waves } from "./visit.ts";

/** While a batch is paused, or waits for its time, nobody visits its ranges: whoever resumes it hands them out anew. */
const visited: readonly BatchStatus[] = ["running", "canceling", "canceled", "completed"];

/** A visit that fails is made again so often, soon; after that the queue has its way, which takes minutes. */
const maximumFailures = 5;

/** A visit to a range; one that fails for the moment, as where a store throttles, is queued again before it is acknowledged. */
export const runRange = async (task: RangeTask, context: QueueContext): Promise<void> => {
  try {
    await visitRange(task, context);
  } catch (error) {
    const failures = (task.failures ?? 0) + 1;
    if (failures > maximumFailures) throw error;
    log.error("queue_message_failed", error, { range: task.range, failures });
    await enqueueRange({ ...task, failures, notBefore: Math.max(task.notBefore ?? 0, now() + 1000 * 2 ** failures) });
  }
};

/**
 * One visit to a range: sends to whom it can in the time there is, counts, and queues the next visit before this one is acknowledged
 * (invariant 4). It goes by the recipients' rows alone, so a visit that comes twice, or begins again after a crash, repeats nothing.
 */
const visitRange = async (asked: RangeTask, context: QueueContext): Promise<void> => {
  const batch = await readBatch(asked.scope, asked.batchId);
  if (!batch) return;
  const task = asOf(batch, asked);
  if (batch.run !== task.run || !visited.includes(batch.status)) return;
  if ((task.notBefore ?? 0) > now() + 500) return enqueueRange(task);
  // Whoever ends the hold hands out anew what is not done.
  if (isResting(batch) && !isSettled(await readRange(batch, task.range))) return;
  const [row, places] = await Promise.all([readRange(batch, task.range), readPart(batch, task.range)]);
  // The visit that this one repeats may have died between the range's end and the batch's.
  if (isOvertaken(task, row)) return row?.isDone ? endBatch(batch, row) : undefined;
  if (!places) {
    if (now() - Date.parse(batch.createdAt) < rangesKeptMilliseconds) throw new Error("The range could not be read.");
    return endWithoutList(batch);
  }
  if (!row && batch.status === "running") await putBegun(batch, task, places.length);
  const visit = { batch, task, row, places, quietUntil: quietEnds(batch.quietHours, now()) };
  const waves = batch.status === "running" && !isSettled(row) ? await sendWaves(visit, context) : null;
  if (waves?.later) return enqueueRange({ ...task, slots: waves.later.count, notBefore: waves.later.at });
  if (waves?.held) {
    await holdBatch(batch, waves.held);
    if (waves.sent === 0) return;
  }
  await finishVisit(visit, waves, context);
};

/** A canceled one is visited, to cancel and to count. */
const isResting = ({ status, isHeld }: StoredBatch): boolean => status === "running" && isHeld;

/** Whoever comes to look at the unknown ones again need not look for somebody to send to. */
const isSettled = (row: RangeRow | null): boolean => row?.isDone === true && row.counts.pending === 0;

const listGone = `The batch took longer than its list is kept, which is ${rangesKeptDays} days. Who was not sent to by then is canceled.`;

/** Nobody can be sent to any more, so nothing is left to wait for. */
const endWithoutList = async (batch: StoredBatch): Promise<void> => {
  log.warn("batch_ended", { status: "canceled", failure: listGone });
  const set = { status: "canceled", run: batch.run + 1, failure: listGone, completedAt: nowIso() } as const;
  await tellEnd(
    (await changeBatch(batch, { from: ["running", "canceling"], where: "sameRun", set, dueAt: null })) ?? batch,
  );
};

/** A double of a visit whose successor is queued or has been. */
const isOvertaken = ({ run, turn }: RangeTask, row: RangeRow | null): boolean =>
  row !== null && (row.run > run || (row.run === run && row.turn > turn));

const finishVisit = async (visit: Visit, waves: Waves | null, { requestId }: QueueContext): Promise<void> => {
  const { row } = visit;
  // Before anything is read: what changes from here on may not be counted yet.
  const countedAt = now();
  const batch = (await readBatch(visit.task.scope, visit.task.batchId)) ?? visit.batch;
  const task = asOf(batch, visit.task);
  const fresh = { ...task, slots: undefined, throttled: undefined, failures: undefined };
  // A new run may have begun because a number was erased: whoever counts an old one counts what stands there now.
  const places = (batch.run === visit.task.run ? null : await readPart(batch, task.range)) ?? visit.places;
  const ids = places.map(({ id }) => id);
  const rows = await settledRows(batch, ids, requestId);
  const counts = countRange(places, rows, isCanceled(batch) ? "canceled" : "pending");
  log.info("range_visited", { range: task.range, turn: task.turn, sent: waves?.sent ?? 0, pending: counts.pending });
  const counted: RangeRow = { range: task.range, run: task.run, turn: task.turn + 1, isDone: false, counts, countedAt };
  const isCurrent = batch.run === task.run && visited.includes(batch.status);
  const isDone = counts.pending === 0;
  const next = isCurrent ? await nextVisit({ ...visit, batch, places }, { counts, rows, waves }) : null;
  // A range that waits for hours hands its lane on as one does that is done, and has no further say in it.
  const isPutOff = next?.isPutOff === true;
  const goesOn = (isDone || isPutOff) && isCurrent && task.step > 0 && !(row?.isDone && row.run === task.run);
  const range = task.range + task.step;
  if (goesOn && isWithin(batch)(range)) await enqueueRange({ ...fresh, range, turn: 0, notBefore: undefined });
  const step = isPutOff ? 0 : task.step;
  if (next) await enqueueRange({ ...fresh, step, turn: task.turn + 1, ...next.task });
  if (isDone) await endRange(batch, counted);
  else await putCounts(batch, counted);
};
