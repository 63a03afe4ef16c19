import { batchTaskOf } from "../../shared/batches/batch-task.ts";
import { runBatchTask } from "../../shared/batches/planning/plan-batch.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Imports the lists of batches, starts them, and writes their results down. */
export const handler = queueHandler(async (body) => {
  const task = batchTaskOf(body);
  if (task) await runBatchTask(task);
});
