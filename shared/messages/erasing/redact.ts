import { Problem } from "../../kernel/errors.ts";
import { problemOfFailure } from "../../providers/provider-failure.ts";
import { senderOfMessage } from "../config-of-message.ts";
import type { MessageStatus } from "../message-status.ts";
import { amend } from "../message-writes.ts";
import type { StoredMessage } from "../stored-message.ts";

/** The body is still needed. */
const waiting = new Set<MessageStatus>(["scheduled", "queued", "sending"]);

/** Refuses to touch a message that is still to be handed over. */
export const requireHandedOver = (message: StoredMessage): void => {
  if (waiting.has(message.status)) throw new Problem("conflict", { detail: `The message is ${message.status}.` });
};

/**
 * Blanks body and media, at the provider first: should that fail, the caller asks again and nothing pretends to be gone. Throws
 * conflict while the message is still on its way here or at the provider.
 */
export const redact = async (message: StoredMessage): Promise<StoredMessage> => {
  requireHandedOver(message);
  if (message.providerMessageId !== undefined) {
    try {
      const provider = await senderOfMessage(message);
      await provider?.redact?.(message.providerMessageId);
    } catch (error) {
      throw problemOfFailure(error);
    }
  }
  const result = await amend(message, { set: { mediaUrls: [], mediaTypes: [] }, remove: ["body"] });
  if (result.changed) return result.message;
  throw new Problem("conflict", { detail: "The message changed meanwhile; ask again." });
};
