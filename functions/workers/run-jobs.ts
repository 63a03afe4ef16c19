import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { jobTaskOf } from "../../shared/subject-requests/jobs/job-task.ts";
import { runJob } from "../../shared/subject-requests/run-job.ts";

/** Writes exports, and queues an erasure for one eraser after the other, in as many passes as it needs. */
export const handler = queueHandler(async (body, context) => {
  const task = jobTaskOf(body);
  if (task) await runJob(task, context);
});
