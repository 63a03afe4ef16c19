import { cancelBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { cancel } from "../../shared/batches/controlling/control-batch.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(cancelBatch, async ({ params, caller }) =>
  accepted(await viewOfBatch(await cancel(caller, params.id))),
);
