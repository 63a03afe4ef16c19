import { createErasure } from "../../shared/api/erasures.ts";
import { viewOfErasure } from "../../shared/erasures/erasure-view.ts";
import { makeErasure } from "../../shared/erasures/make-erasure.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(createErasure, async ({ caller, body, idempotencyKey }) => {
  const { job, replayed } = await makeErasure(caller, body, idempotencyKey);
  return accepted(viewOfErasure(job), replayed);
});
