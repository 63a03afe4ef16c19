import { listBatches } from "../../shared/api/message-batches.ts";
import { readBatchPage } from "../../shared/batches/batch-reads.ts";
import { viewOfBatch } from "../../shared/batches/batch-view.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listBatches, async ({ query, caller }) => {
  const { items, nextCursor } = await readBatchPage(caller.scope, query);
  return ok({ items: await Promise.all(items.map(viewOfBatch)), nextCursor });
});
