import * as z from "zod";
import type { DispatchTask } from "../aws/dispatch-queue.ts";
import type { Scope } from "../ids.ts";
import { log } from "../logger.ts";

const Task = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("send"), scope: z.string(), messageId: z.string() }),
  z.strictObject({ kind: z.literal("testStatus"), scope: z.string(), messageId: z.string(), step: z.int().min(0) }),
]);

/** A queue message's task; null for what we did not write, which is logged and dropped. */
export const dispatchTaskOf = (body: string): DispatchTask | null => {
  try {
    const task = Task.parse(JSON.parse(body));
    return { ...task, scope: task.scope as Scope };
  } catch (error) {
    log.error("queue_message_invalid", error);
    return null;
  }
};
