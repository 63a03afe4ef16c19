import { second } from "../../kernel/durations.ts";
import type { EraseNumber } from "../../kernel/eraser.ts";
import { recentBatches } from "./recent-batches.ts";
import { removeNumberFromBatch } from "./remove-number.ts";

/** Searching a batch of a million recipients takes less time than this. */
const neededMilliseconds = 30 * second;

/** Batches that a job has searched. A number never comes back to a batch, so the job's next pass skips them. */
const cleanKeys = new Set<string>();
const maximumClean = 50_000;

/** Removes a number from the lists of batches. Messages that were sent to it have an eraser of their own. */
export const eraseInBatches: EraseNumber = async ({ scope, number, jobId, remaining, count }) => {
  const total = { erased: 0, waiting: 0 };
  for await (const batch of recentBatches(scope)) {
    const key = `${jobId} ${scope} ${batch.id}`;
    if (cleanKeys.has(key)) continue;
    if (remaining() < neededMilliseconds) return { ...total, waiting: total.waiting + 1 };
    const result = await removeNumberFromBatch(batch, number);
    if (result === "waits") total.waiting += 1;
    if (result === "removed") {
      total.erased += 1;
      await count({ batchRecipients: 1 });
    }
    if (result !== "clean") continue;
    if (cleanKeys.size >= maximumClean) cleanKeys.clear();
    cleanKeys.add(key);
  }
  return total;
};
