import type { QueueContext } from "../lambda/queue-handler.ts";
import { log } from "../observability/logger.ts";
import { runErasure } from "./erasures/run-erasure.ts";
import { runExport } from "./exports/run-export.ts";
import { takeJob } from "./jobs/job-writes.ts";
import { enqueueJob, type JobTask } from "./jobs/jobs-queue.ts";

/**
 * Works on a job until it has ended or is to be gone on with later. Doubles of a task are harmless: erasing again finds nothing, and
 * an export is written to one place.
 */
export const runJob = async (task: JobTask, { remaining }: QueueContext): Promise<void> => {
  const job = await takeJob(task.tenantId, task.jobId);
  if (job?.number === undefined) return;
  if (job.kind === "export") return runExport(job, job.number);
  const again = await runErasure(job, job.number, remaining);
  if (again === null) return;
  log.info("job_waits", { kind: job.kind, passes: job.passes, delaySeconds: again.delaySeconds });
  await enqueueJob(task, again.delaySeconds);
};
