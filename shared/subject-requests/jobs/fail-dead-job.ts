import { log } from "../../observability/logger.ts";
import { readJob } from "./job-reads.ts";
import { endJob } from "./job-writes.ts";
import type { JobTask } from "./jobs-queue.ts";

const gaveUp = "The hub failed again and again. What was done so far stays done; ask again to go on.";

/** The worker failed for good: so has the job. */
export const failDeadJob = async ({ tenantId, jobId }: JobTask): Promise<void> => {
  const job = await readJob(tenantId, jobId);
  if (job && (await endJob(job, { failure: gaveUp })))
    log.warn("job_finished", { kind: job.kind, status: "failed", passes: job.passes });
};
