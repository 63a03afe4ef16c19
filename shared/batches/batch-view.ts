import type * as z from "zod";
import type { Batch } from "../api/schemas/batch-schemas.ts";
import type { StoredBatch } from "./batch.ts";
import { readRanges } from "./batch-reads.ts";
import { sumOf } from "./range.ts";

/** A batch as a client sees it, with the sum of what its ranges count. */
export const viewOfBatch = async (batch: StoredBatch): Promise<z.output<typeof Batch>> => ({
  ...batch,
  pausedBy: batch.status === "running" ? batch.pausedBy : null,
  counts: sumOf(batch, batch.rangeCount ? await readRanges(batch) : []),
});
