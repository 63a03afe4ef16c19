import { listBatchMessages } from "../../shared/api/operations/message-batches.ts";
import { visibleBatch } from "../../shared/batches/batch-view.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { listMessages } from "../../shared/messages/reading/list-messages.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";

export const handler = httpHandler(listBatchMessages, async ({ params, query, caller }) => {
  const { id } = await visibleBatch(caller, params.id);
  const { items, nextCursor } = await listMessages(caller, { ...query, batchId: id });
  return ok({ items: items.map((message) => viewOf(message, query.view)), nextCursor });
});
