import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { StoredBatch } from "./batch.ts";
import { readBatch } from "./batch-reads.ts";

/** The caller's batch. Throws not_found for one that is not there or somebody else's (invariant 16). */
export const visibleBatch = async ({ scope }: Pick<Caller, "scope">, id: string): Promise<StoredBatch> => {
  const batch = await readBatch(scope, id);
  if (!batch) throw notFound("batch");
  return batch;
};
