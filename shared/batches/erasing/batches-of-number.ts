import { now } from "../../kernel/clock.ts";
import { second } from "../../kernel/durations.ts";
import type { Erased, Eraser, Erasing } from "../../kernel/eraser.ts";
import { type Scope, scopeMode } from "../../kernel/ids.ts";
import type { StoredBatch } from "../batch.ts";
import { readBatchPage } from "../batch-reads.ts";
import { rangesKeptMilliseconds } from "../range.ts";
import { findNumber } from "./find-number.ts";
import { removeNumberFromBatch } from "./remove-number.ts";

/** Ranges are kept for as long again where an erasure has rewritten one. */
const keptMilliseconds = 2 * rangesKeptMilliseconds;
/** A batch of a million recipients is looked through in less. */
const neededMilliseconds = 30 * second;

/** The batches whose files may still be there, newest first. */
async function* recentBatches(scope: Scope): AsyncGenerator<StoredBatch> {
  let cursor: string | undefined;
  do {
    const page: Awaited<ReturnType<typeof readBatchPage>> = await readBatchPage(scope, { limit: 100, cursor });
    for (const batch of page.items) {
      if (now() - Date.parse(batch.createdAt) > keptMilliseconds) return;
      yield batch;
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/** Batches that were looked through for a job: a number does not come back to a batch, so the job's next pass can spare them. */
const cleanKeys = new Set<string>();
const maximumClean = 50_000;

const eraseNumber = async ({ scope, number, jobId, remaining, count }: Erasing): Promise<Erased> => {
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

/** The batches in whose lists a number stands. What was sent to it is a message, which has an eraser of its own. */
export const batchesOfNumber: Eraser = {
  name: "batches",
  eraseNumber,
  exportNumber: async (scope, number) => {
    const records: unknown[] = [];
    for await (const batch of recentBatches(scope)) {
      const found = await findNumber(batch, number);
      const { id: batchId, status, createdAt } = batch;
      if (found) records.push({ mode: scopeMode(scope), batchId, status, createdAt, variables: found.variables });
    }
    return records;
  },
};
