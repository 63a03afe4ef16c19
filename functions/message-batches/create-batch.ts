import { createBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { makeBatch } from "../../shared/batches/planning/make-batch.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(createBatch, async ({ body, caller, idempotencyKey }) => {
  const { batch, replayed } = await makeBatch(caller, body, idempotencyKey);
  return accepted(await viewOfBatch(batch), replayed);
});
