import { pauseBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { pause } from "../../shared/batches/controlling/control-batch.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(pauseBatch, async ({ params, caller }) =>
  accepted(await viewOfBatch(await pause(caller, params.id))),
);
