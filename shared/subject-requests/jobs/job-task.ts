import * as z from "zod";
import type { TenantId } from "../../kernel/ids.ts";
import { addLogContext, log } from "../../observability/logger.ts";
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
