import { putFileFrom } from "../../aws/recipient-file-put.ts";
import { nowIso } from "../../clock.ts";
import { allBatchStatuses, type StoredBatch } from "../batch.ts";
import { changeBatch } from "../batch-writes.ts";
import { resultLines } from "./result-lines.ts";
import { resultsName } from "./results-name.ts";

/** Writes the results of a long batch down, holding a few megabytes in memory however long it is. */
export const writeResults = async (batch: StoredBatch): Promise<void> => {
  const at = nowIso();
  await putFileFrom(batch.scope, resultsName(batch), resultLines(batch));
  await changeBatch(batch, { from: allBatchStatuses, set: { resultsAt: at } });
};
