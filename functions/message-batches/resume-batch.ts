import { resumeBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { resume } from "../../shared/batches/controlling/control-batch.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(resumeBatch, async ({ params, caller }) =>
  accepted(await viewOfBatch(await resume(caller, params.id))),
);
