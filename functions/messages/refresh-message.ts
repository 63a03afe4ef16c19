import { refreshMessage } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";
import { refresh } from "../../shared/messages/settling/refresh.ts";

export const handler = httpHandler(refreshMessage, async ({ params, caller, requestId }) =>
  ok(viewOf(await refresh(await visibleMessage(caller, params.id), requestId))),
);
