import { now } from "../../../kernel/clock.ts";
import { hour, second } from "../../../kernel/durations.ts";
import type { MessageId } from "../../../kernel/ids.ts";
import { log } from "../../../observability/logger.ts";
import { amend } from "../../message-writes.ts";
import type { NoReply, StoredMessage } from "../../stored-message.ts";

/** An answer to a keyword is worth sending for an hour. */
export const replySeconds = hour / second;

export const replyValidUntil = ({ createdAt }: StoredMessage): number => Date.parse(createdAt) + replySeconds * 1000;

export const isReplyTooLate = (message: StoredMessage): boolean => now() > replyValidUntil(message);

/** Notes what became of an inbound message's answer: nobody looks after it any more. One that was erased meanwhile stays so. */
export const settleReply = async (
  message: StoredMessage,
  reply: { messageId: MessageId } | { reason: NoReply },
): Promise<void> => {
  await amend(message, { set: { reply }, remove: ["openKey", "checkAt"] });
  log.info("keyword_answered", {
    messageId: message.id,
    action: message.keyword?.action,
    ...("reason" in reply ? { reason: reply.reason } : { replyId: reply.messageId }),
  });
};
