import { rangeTaskOf } from "../../shared/batches/batch-task.ts";
import { runRange } from "../../shared/batches/ranges/run-range.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Sends batches, a range of recipients at a time. */
export const handler = queueHandler(async (body, context) => {
  const task = rangeTaskOf(body);
  if (task) await runRange(task, context);
});
