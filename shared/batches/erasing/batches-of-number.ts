import type { EraseNumber } from "../../kernel/eraser.ts";
import { recentBatches } from "./recent-batches.ts";
import { strikeNumber } from "./strike-number.ts";

/** A batch of a million recipients is looked through in less. */
const neededMilliseconds = 30_000;

/** Batches that were looked through for a job: a number does not come back to a batch, so the job's next pass can spare them. */
const clean = new Set<string>();
const maximumClean = 50_000;

/** Takes a number out of the lists of batches. What was sent to it is a message, which has an eraser of its own. */
export const eraseInBatches: EraseNumber = async ({ scope, number, jobId, remaining, count }) => {
  const total = { erased: 0, waiting: 0 };
  for await (const batch of recentBatches(scope)) {
    const place = `${jobId} ${scope} ${batch.id}`;
    if (clean.has(place)) continue;
    if (remaining() < neededMilliseconds) return { ...total, waiting: total.waiting + 1 };
    const fate = await strikeNumber(batch, number);
    if (fate === "waits") total.waiting += 1;
    if (fate === "struck") {
      total.erased += 1;
      await count({ batchRecipients: 1 });
    }
    if (fate !== "clean") continue;
    if (clean.size >= maximumClean) clean.clear();
    clean.add(place);
  }
  return total;
};
