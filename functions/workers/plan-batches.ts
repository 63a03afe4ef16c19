import { batchTaskOf } from "../../shared/batches/batch-task.ts";
import { runBatchTask } from "../../shared/batches/planning/plan-batch.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Imports the recipient lists of batches, starts batches, and writes their results. */
export const handler = queueHandler(async (body) => {
  const task = batchTaskOf(body);
  if (task) await runBatchTask(task);
});
