import { cancelMessage } from "../../shared/api/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { cancelWaiting } from "../../shared/messages/cancel-waiting.ts";
import { viewOf } from "../../shared/messages/message-view.ts";
import { visibleMessage } from "../../shared/messages/visible-message.ts";

export const handler = httpHandler(cancelMessage, async ({ params, caller, requestId }) =>
  ok(viewOf(await cancelWaiting(await visibleMessage(caller, params.id), requestId))),
);
