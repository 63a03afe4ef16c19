import { redactMessage } from "../../shared/api/operations/messages.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { redact } from "../../shared/messages/erasing/redact.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";

export const handler = httpHandler(redactMessage, async ({ params, caller }) =>
  ok(viewOf(await redact(await visibleMessage(caller, params.id)))),
);
