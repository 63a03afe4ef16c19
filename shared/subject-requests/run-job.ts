import type { QueueContext } from "../lambda/queue-handler.ts";
import { runErasure } from "./erasures/run-erasure.ts";
import { runExport } from "./exports/run-export.ts";
import { isInPass, type StoredJob } from "./jobs/job.ts";
import { readJob } from "./jobs/job-reads.ts";
import { takeJob } from "./jobs/job-writes.ts";
import type { JobTask } from "./jobs/jobs-queue.ts";

/**
 * Starts a job, or continues the pass of an erasure. A duplicate task does no harm: of two passes the older one is dropped, a second
 * erasure finds nothing, and an export is always written to the same object.
 */
export const runJob = async (task: JobTask, { remaining }: QueueContext): Promise<void> => {
  const job = await (task.pass === undefined ? takeJob(task.tenantId, task.jobId) : jobInPass(task));
  if (job?.number === undefined) return;
  if (job.kind === "export") return runExport(job, job.number);
  return runErasure(job, job.number, remaining);
};

const jobInPass = async ({ tenantId, jobId, pass }: JobTask): Promise<StoredJob | null> => {
  const job = await readJob(tenantId, jobId);
  return job && isInPass(job, pass) ? job : null;
};
