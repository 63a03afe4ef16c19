import { listMessages } from "../../shared/api/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { listMessages as list } from "../../shared/messages/list-messages.ts";
import { viewOf } from "../../shared/messages/message-view.ts";

export const handler = httpHandler(listMessages, async ({ query, caller }) => {
  const { items, nextCursor } = await list(caller, query);
  return ok({ items: items.map((message) => viewOf(message, query.view)), nextCursor });
});
