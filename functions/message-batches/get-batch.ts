import { getBatch } from "../../shared/api/operations/message-batches.ts";
import { viewOfBatch, visibleBatch } from "../../shared/batches/batch-view.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(getBatch, async ({ params, caller }) =>
  ok(await viewOfBatch(await visibleBatch(caller, params.id))),
);
