import { auditOf } from "../../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../../identity/idempotency.ts";
import { Problem } from "../../kernel/errors.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import { numberHash } from "../../numbers/number-hash.ts";
import { log } from "../../observability/logger.ts";
import { isEnded, type JobKind, newJob, type StoredJob } from "./job.ts";
import { readJob } from "./job-reads.ts";
import { endJob, insertJob } from "./job-writes.ts";
import { enqueueJob } from "./jobs-queue.ts";

interface MadeJob {
  job: StoredJob;
  replayed: boolean;
}

/**
 * Makes a job on a number's live and test data, and enqueues it. The request's fingerprint is the number's keyed hash, because nobody can
 * find the number from it by trying.
 */
export const makeJob = async (
  caller: Caller,
  kind: JobKind,
  number: string,
  idempotencyKey: string | null,
): Promise<MadeJob> => {
  requireLiveKey(caller);
  await limitCreation(caller, "subjectRequests");
  const { tenantId, operation, requestId } = caller;
  const id = await idForRequest(kind, caller, operation, idempotencyKey);
  const job = newJob({ tenantId, id, kind, number, numberHash: await numberHash(tenantId, number), requestId });
  if (await insertJob(job, auditOf(caller, id, { number: job.maskedNumber }))) {
    await handToWorkers(job);
    return { job, replayed: false };
  }
  const existing = await readJob(tenantId, id);
  if (!existing)
    throw new Problem("not_found", { detail: "The job that this Idempotency-Key made has expired. Use a new key." });
  replayOrRefuse({ ...existing, fingerprint: existing.numberHash }, job.numberHash);
  // The first request may have crashed before it enqueued the job. A job that is enqueued twice does its work once.
  if (!isEnded(existing)) await enqueueJob({ tenantId, jobId: id });
  return { job: existing, replayed: true };
};

/** If the job cannot be enqueued, marks it as failed, so that it does not keep its number until it expires. The caller can retry. */
const handToWorkers = async (job: StoredJob): Promise<void> => {
  try {
    await enqueueJob({ tenantId: job.tenantId, jobId: job.id });
  } catch (error) {
    await endJob(job, { failure: "The hub could not enqueue the job. Create it again." }).catch((cause: unknown) =>
      log.error("store_unavailable", cause, { jobId: job.id }),
    );
    throw error;
  }
};
