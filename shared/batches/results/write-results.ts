import { nowIso } from "../../kernel/clock.ts";
import { allBatchStatuses, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { resultsName } from "../lists/recipient-file.ts";
import { deleteFile } from "../lists/recipient-file-delete.ts";
import { putFileFrom } from "../lists/recipient-file-put.ts";
import { resultLines } from "./result-lines.ts";

/**
 * Writes the results file of a long batch with a few megabytes of memory, however long it is. If an erasure removes a number from the batch
 * meanwhile, the file may contain it: the function deletes the file and throws, so that the queue retries it.
 */
export const writeResults = async (batch: StoredBatch): Promise<void> => {
  const at = nowIso();
  await putFileFrom(batch.scope, resultsName(batch), resultLines(batch));
  if (await changeBatch(batch, { from: allBatchStatuses, where: "noNumberRemoved", set: { resultsAt: at } })) return;
  await deleteFile(batch.scope, resultsName(batch));
  throw new Error("A number was removed from the batch while its results were written.");
};
