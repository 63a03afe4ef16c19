import { batchTaskOf } from "../../shared/batches/batch-task.ts";
import { endDeadBatch } from "../../shared/batches/controlling/end-dead-batch.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Ends batches that could not be imported, however often it was tried. */
export const handler = queueHandler(async (body) => {
  const task = batchTaskOf(body);
  if (task) await endDeadBatch(task);
});
