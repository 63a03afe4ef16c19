import { createErasure } from "../../shared/api/operations/erasures.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOfErasure } from "../../shared/subject-requests/erasures/erasure-view.ts";
import { makeErasure } from "../../shared/subject-requests/erasures/make-erasure.ts";

export const handler = httpHandler(createErasure, async ({ caller, body, idempotencyKey }) => {
  const { job, replayed } = await makeErasure(caller, body, idempotencyKey);
  return accepted(viewOfErasure(job), replayed);
});
