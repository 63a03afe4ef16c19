import { nowIso } from "../../kernel/clock.ts";
import { allBatchStatuses, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { resultsName } from "../lists/recipient-file.ts";
import { deleteFile } from "../lists/recipient-file-delete.ts";
import { putFileFrom } from "../lists/recipient-file-put.ts";
import { resultLines } from "./result-lines.ts";

/**
 * Writes the results of a long batch down, holding a few megabytes in memory however long it is. Where a number was struck out of the batch
 * meanwhile, the file may name it: it is deleted again, and the error makes the queue have it written anew.
 */
export const writeResults = async (batch: StoredBatch): Promise<void> => {
  const at = nowIso();
  await putFileFrom(batch.scope, resultsName(batch), resultLines(batch));
  if (await changeBatch(batch, { from: allBatchStatuses, where: "noNumberRemoved", set: { resultsAt: at } })) return;
  await deleteFile(batch.scope, resultsName(batch));
  throw new Error("A number was struck out of the batch while its results were written.");
};
