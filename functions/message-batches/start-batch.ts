import { startBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { start } from "../../shared/batches/controlling/control-batch.ts";
import { accepted } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(startBatch, async ({ params, caller }) =>
  accepted(await viewOfBatch(await start(caller, params.id))),
);
