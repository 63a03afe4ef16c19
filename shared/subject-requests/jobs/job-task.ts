import * as z from "zod";
import type { TenantId } from "../../kernel/ids.ts";
import { addLogContext, log } from "../../observability/logger.ts";
import { readJob } from "./job-reads.ts";
import { endJob } from "./job-writes.ts";
import type { JobTask } from "./jobs-queue.ts";

/** Unknown members are ignored, because during a deployment an older worker can read a task that a newer function wrote. */
const Task = z.object({ tenantId: z.string(), jobId: z.string(), pass: z.int().optional() });

/** Reads the task of a queue message. Null: the hub did not write the message; it is logged and dropped. */
export const jobTaskOf = (body: string): JobTask | null => {
  try {
    const { tenantId, jobId, pass } = Task.parse(JSON.parse(body));
    addLogContext({ tenantId, jobId });
    return { tenantId: tenantId as TenantId, jobId, pass };
  } catch (error) {
    log.error("queue_message_invalid", error);
    return null;
  }
};

const repeatedFailure = "The hub failed again and again. Its work so far is kept. Create the job again to continue.";

/** Marks a job as failed, because its queue message reached the dead-letter queue. */
export const failDeadJob = async ({ tenantId, jobId }: JobTask): Promise<void> => {
  const job = await readJob(tenantId, jobId);
  if (job && (await endJob(job, { failure: repeatedFailure })))
    log.warn("job_finished", { kind: job.kind, status: "failed", passes: job.passes });
};
