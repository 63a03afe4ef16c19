import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { settleDeadLetter } from "../../shared/messages/settling/settle-dead-letter.ts";
import { dispatchTaskOf } from "../../shared/messages/waiting/dispatch-task.ts";

/** Gives every message whose task reached the DLQ a final status (invariant 2). */
export const handler = queueHandler(async (body, context) => {
  const task = dispatchTaskOf(body);
  if (task) await settleDeadLetter(task, context.requestId);
});
