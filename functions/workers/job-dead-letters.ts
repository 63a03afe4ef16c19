import { failDeadJob } from "../../shared/jobs/fail-dead-job.ts";
import { jobTaskOf } from "../../shared/jobs/job-task.ts";
import { queueHandler } from "../../shared/lambda/queue-handler.ts";

/** Tells of each job that failed for good that it has. */
export const handler = queueHandler(async (body) => {
  const task = jobTaskOf(body);
  if (task) await failDeadJob(task);
});
