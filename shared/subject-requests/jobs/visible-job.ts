import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { notFound } from "../../kernel/errors.ts";
import type { JobKind, StoredJob } from "./job.ts";
import { readJob } from "./job-reads.ts";

/** The tenant's job of this kind. Throws not_found for any other, and for one that is not there. */
export const visibleJob = async (caller: Caller, kind: JobKind, id: string): Promise<StoredJob> => {
  requireLiveKey(caller);
  const job = await readJob(caller.tenantId, id);
  if (job?.kind !== kind) throw notFound(kind);
  return job;
};
