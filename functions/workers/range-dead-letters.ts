import { rangeTaskOf } from "../../shared/batches/batch-task.ts";
import { endDeadRange } from "../../shared/batches/ranges/end-dead-range.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Gives every recipient of a range in the DLQ a final status (invariant 2). */
export const handler = queueHandler(async (body, context) => {
  const task = rangeTaskOf(body);
  if (task) await endDeadRange(task, context.requestId);
});
