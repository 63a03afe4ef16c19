import type { EraserName } from "../../kernel/config.ts";
import type { EraseNumber } from "../../kernel/eraser.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { isInPass } from "../jobs/job.ts";
import { readJob } from "../jobs/job-reads.ts";
import { jobTaskOf } from "../jobs/job-task.ts";
import { noteErased } from "../jobs/job-writes.ts";
import { enqueueJob } from "../jobs/jobs-queue.ts";
import { eraseScopes } from "./erase-scopes.ts";

/**
 * Runs one capability's part of an erasure pass: erases as much as possible, notes the result in the job, and enqueues the job again. Drops
 * the task of a pass that has ended. A duplicate task does no harm, because the second run finds nothing and the results add up.
 */
export const runEraser = async (
  name: EraserName,
  eraseNumber: EraseNumber,
  body: string,
  { remaining }: QueueContext,
): Promise<void> => {
  const task = jobTaskOf(body);
  if (!task) return;
  const job = await readJob(task.tenantId, task.jobId);
  if (job?.number === undefined || !isInPass(job, task.pass)) return;
  await noteErased(job, name, await eraseScopes(eraseNumber, job, job.number, remaining));
  await enqueueJob(task);
};
