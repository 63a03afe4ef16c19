import { createErasure } from "../../shared/api/operations/erasures.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { makeErasure } from "../../shared/subject-requests/erasures/make-erasure.ts";
import { viewOfErasure } from "../../shared/subject-requests/jobs/job.ts";

export const handler = httpHandler(createErasure, async ({ caller, body, idempotencyKey }) => {
  const { job, replayed } = await makeErasure(caller, body, idempotencyKey);
  return accepted(viewOfErasure(job), replayed);
});
