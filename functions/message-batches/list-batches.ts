import { listBatches } from "../../shared/api/operations/message-batches.ts";
import { listBatches as list } from "../../shared/batches/list-batches.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";

export const handler = httpHandler(listBatches, async ({ query, caller }) => ok(await list(caller.scope, query)));
