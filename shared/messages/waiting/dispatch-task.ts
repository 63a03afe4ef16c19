import * as z from "zod";
import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { addLogContext, log } from "../../observability/logger.ts";
import type { DispatchTask } from "../dispatch-queue.ts";

const message = { scope: z.string(), messageId: z.string(), correlationId: z.string().optional() };

/** What else a task holds is let pass: while a release is rolled out, the older worker reads what the newer function wrote. */
const Task = z.discriminatedUnion("kind", [
  z.object({ ...message, kind: z.literal("send") }),
  z.object({ ...message, kind: z.literal("reply") }),
  z.object({ ...message, kind: z.literal("testStatus"), step: z.int().min(0) }),
]);

/**
 * A queue message's task; null for what we did not write, which is logged and dropped. From here on every line names the message and
 * the request it came from.
 */
export const dispatchTaskOf = (body: string): DispatchTask | null => {
  try {
    const task = Task.parse(JSON.parse(body));
    const scope = task.scope as Scope;
    addLogContext({ tenantId: tenantOfScope(scope), messageId: task.messageId, correlationId: task.correlationId });
    return { ...task, scope };
  } catch (error) {
    log.error("queue_message_invalid", error);
    return null;
  }
};
