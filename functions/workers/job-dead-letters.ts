import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { failDeadJob, jobTaskOf } from "../../shared/subject-requests/jobs/job-task.ts";

/** Marks jobs in the DLQ as failed. */
export const handler = queueHandler(async (body) => {
  const task = jobTaskOf(body);
  if (task) await failDeadJob(task);
});
