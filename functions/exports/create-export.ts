import { createExport } from "../../shared/api/operations/exports.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOfExport } from "../../shared/subject-requests/jobs/job.ts";
import { makeJob } from "../../shared/subject-requests/jobs/make-job.ts";
import { subjectNumber } from "../../shared/subject-requests/jobs/subject-number.ts";

export const handler = httpHandler(createExport, async ({ caller, body, idempotencyKey }) => {
  const { job, replayed } = await makeJob(caller, "export", subjectNumber(caller, body), idempotencyKey);
  return accepted(viewOfExport(job), replayed);
});
