import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { failDeadJob, jobTaskOf } from "../../shared/subject-requests/jobs/job-task.ts";

/** Tells of each job that failed for good that it has. */
export const handler = queueHandler(async (body) => {
  const task = jobTaskOf(body);
  if (task) await failDeadJob(task);
});
