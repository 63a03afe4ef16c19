import { getMessage } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";

export const handler = httpHandler(getMessage, async ({ params, query, caller }) =>
  ok(viewOf(await visibleMessage(caller, params.id), query.view)),
);
