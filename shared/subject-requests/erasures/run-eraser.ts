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
 * One capability's part in a pass of an erasure: it erases what it can reach, notes in the job what it found, and hands the job back. The task of
 * a pass that is over is dropped. A task that comes twice does no harm: erasing again finds nothing, and what was found is added up.
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
