import { sendMessage } from "../../shared/api/operations/messages.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { withChannel } from "../../shared/messages/planning/named-channel.ts";
import { viewOf } from "../../shared/messages/reading/message-view.ts";
import { send } from "../../shared/messages/sending/send.ts";

export const handler = httpHandler(sendMessage, async ({ body, caller, idempotencyKey }) => {
  const { message, replayed } = await send(caller, withChannel(body), {
    operation: sendMessage.id,
    key: idempotencyKey,
    body,
  });
  return created(viewOf(message), replayed);
});
