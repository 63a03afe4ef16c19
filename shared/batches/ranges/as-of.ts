import { isCanceled, type StoredBatch } from "../batch.ts";
import type { RangeTask } from "../ranges-queue.ts";

/**
 * A visit as it stands in the batch's run of now. Of a canceled batch nothing is sent, so a visit that was queued before the cancellation is one
 * that counts: whoever canceled may not have seen yet that its range was begun, and without it nobody would come again. Of any other batch a
 * visit stays with its run.
 */
export const asOf = ({ status, run }: Pick<StoredBatch, "status" | "run">, task: RangeTask): RangeTask =>
  isCanceled({ status }) && task.run < run ? { ...task, run, turn: 0, step: 0, slots: undefined } : task;
