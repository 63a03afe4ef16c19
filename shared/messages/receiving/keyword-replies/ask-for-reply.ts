import { now } from "../../../kernel/clock.ts";
import { minute } from "../../../kernel/durations.ts";
import { log } from "../../../observability/logger.ts";
import { enqueue } from "../../dispatch-queue.ts";
import { amend } from "../../message-writes.ts";
import { type StoredMessage, taskFor } from "../../stored-message.ts";
import { isReplyTooLate, settleReply } from "./settle-reply.ts";

const askAgainMilliseconds = 5 * minute;

/** The message is stored and says that it is owed an answer: where this fails the sweeper asks. Never throws. */
export const askForReply = async (message: StoredMessage): Promise<void> => {
  try {
    await enqueue({ kind: "reply", ...taskFor(message) });
  } catch (error) {
    log.error("store_unavailable", error, { messageId: message.id });
  }
};

/** The sweeper's: whoever should have answered died, or waits for a limit. Doubles are harmless. */
export const askAgainForReply = async (message: StoredMessage): Promise<void> => {
  if (isReplyTooLate(message)) return settleReply(message, { reason: "too_late" });
  await enqueue({ kind: "reply", ...taskFor(message) });
  await amend(message, { set: { checkAt: now() + askAgainMilliseconds } });
};
