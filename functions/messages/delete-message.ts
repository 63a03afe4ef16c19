import { deleteMessage } from "../../shared/api/operations/messages.ts";
import { Problem } from "../../shared/kernel/errors.ts";
import { noContent } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { requireHandedOver } from "../../shared/messages/erasing/redact.ts";
import { visibleMessage } from "../../shared/messages/message-reads.ts";
import { replaceWithTombstone } from "../../shared/messages/message-writes.ts";

export const handler = httpHandler(deleteMessage, async ({ params, caller }) => {
  const message = await visibleMessage(caller, params.id);
  requireHandedOver(message);
  const { changed } = await replaceWithTombstone(message);
  if (!changed)
    throw new Problem("conflict", { detail: "The message has changed in the meantime. Send the request again." });
  return noContent();
});
