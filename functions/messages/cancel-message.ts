import { cancelMessage } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";
import { cancelWaiting } from "../../shared/messages/waiting/cancel-waiting.ts";

export const handler = httpHandler(cancelMessage, async ({ params, caller, requestId }) =>
  ok(viewOf(await cancelWaiting(await visibleMessage(caller, params.id), requestId))),
);
