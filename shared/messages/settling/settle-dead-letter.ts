import { log } from "../../observability/logger.ts";
import type { DispatchTask } from "../dispatch-queue.ts";
import { fail } from "../message.ts";
import { dispatchFailed } from "../message-errors.ts";
import { readMessage } from "../message-reads.ts";
import { applyChange } from "./status-writes.ts";

/**
 * The worker failed again and again before the provider was called: a message that still waits has failed. One that is being sent
 * is left to its lease and the sweeper, for nobody here knows whether it went out.
 */
export const settleDeadLetter = async (task: DispatchTask, requestId: string): Promise<void> => {
  const message = await readMessage(task.scope, task.messageId);
  // What is held is the sweeper's to come back to.
  if (message?.status !== "queued" || message.pausedBy) return;
  const settled = await applyChange(message, fail(dispatchFailed, { source: "worker", requestId }));
  log.warn("dead_letter_settled", { messageId: message.id, status: settled.status });
};
