import type * as z from "zod";
import type { Batch } from "../api/schemas/batch-schemas.ts";
import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { StoredBatch } from "./batch.ts";
import { readBatch, readRanges } from "./batch-reads.ts";
import { sumOf } from "./range.ts";

/** The caller's batch. Throws not_found if it does not exist or another scope owns it (invariant 16). */
export const visibleBatch = async ({ scope }: Pick<Caller, "scope">, id: string): Promise<StoredBatch> => {
  const batch = await readBatch(scope, id);
  if (!batch) throw notFound("batch");
  return batch;
};

/** A batch as a client sees it, with the counts of its ranges added up. */
export const viewOfBatch = async (batch: StoredBatch): Promise<z.output<typeof Batch>> => ({
  ...batch,
  pausedBy: batch.status === "running" ? batch.pausedBy : null,
  counts: sumOf(batch, batch.rangeCount ? await readRanges(batch) : []),
});
