import * as z from "zod";
import type { TenantId } from "../../kernel/ids.ts";
import { addLogContext, log } from "../../observability/logger.ts";
import { readJob } from "./job-reads.ts";
import { endJob } from "./job-writes.ts";
import type { JobTask } from "./jobs-queue.ts";

/** What else a task holds is let pass: while a release is rolled out, the older worker reads what the newer function wrote. */
const Task = z.object({ tenantId: z.string(), jobId: z.string(), pass: z.int().optional() });

/** A queue message's task; null for what we did not write, which is logged and dropped. */
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

const gaveUp = "The hub failed again and again. What was done so far stays done; ask again to go on.";

/** The worker failed for good: so has the job. */
export const failDeadJob = async ({ tenantId, jobId }: JobTask): Promise<void> => {
  const job = await readJob(tenantId, jobId);
  if (job && (await endJob(job, { failure: gaveUp })))
    log.warn("job_finished", { kind: job.kind, status: "failed", passes: job.passes });
};
