import { resendMessage } from "../../shared/api/operations/messages.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";
import { resend } from "../../shared/messages/sending/resend.ts";

export const handler = httpHandler(resendMessage, async ({ params, body, caller, idempotencyKey }) => {
  const { message, replayed } = await resend(caller, params.id, body, idempotencyKey);
  return created(viewOf(message), replayed);
});
