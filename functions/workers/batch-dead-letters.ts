import { batchTaskOf } from "../../shared/batches/batch-task.ts";
import { endDeadBatch } from "../../shared/batches/controlling/end-dead-batch.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Fails a batch that the hub could not import, and pauses a batch that it imported but could not start. */
export const handler = queueHandler(async (body) => {
  const task = batchTaskOf(body);
  if (task) await endDeadBatch(task);
});
