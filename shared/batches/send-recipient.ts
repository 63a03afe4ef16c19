import { Problem } from "../errors.ts";
import type { QueueContext } from "../lambda/queue-handler.ts";
import { log } from "../logger.ts";
import type { BatchRow } from "../messages/batch-message-reads.ts";
import { dispatchSend } from "../messages/dispatch.ts";
import { claimAndSend } from "../messages/send.ts";
import type { MessageSender } from "../providers/provider.ts";
import { type Making, messageFor } from "./batch-message.ts";
import { failRecipients } from "./fail-recipients.ts";
import { messageIdOf, type Recipient } from "./recipients.ts";

/** What every recipient of a batch shares. */
export interface Sending extends Making {
  sender: MessageSender;
}

export type Tried = "sent" | "throttled" | "failed";

/**
 * Sends to one recipient: claims a row of its own, or takes up the one that waits from an earlier try. Never throws: what came to nothing
 * is found without a row, or waiting, at the next visit.
 */
export const sendRecipient = async (
  sending: Sending,
  recipient: Recipient,
  row: BatchRow | undefined,
  context: QueueContext,
): Promise<Tried> => {
  const { batch, config, sender } = sending;
  const id = messageIdOf(batch, recipient.to);
  try {
    if (row) {
      await dispatchSend({ kind: "send", scope: batch.scope, messageId: id, correlationId: batch.requestId }, context);
      return "sent";
    }
    const { message } = await claimAndSend(messageFor(sending, recipient), config, sender);
    return message.status === "queued" ? "throttled" : "sent";
  } catch (error) {
    if (error instanceof Problem) return refusedBy(error, sending, recipient, context);
    log.error("store_unavailable", error, { messageId: id });
    return "failed";
  }
};

/** What a limit refuses for good has failed; a row that stands there already is another visit's claim. */
const refusedBy = async (
  { code, message, detail }: Problem,
  { batch }: Sending,
  recipient: Recipient,
  { requestId }: QueueContext,
): Promise<Tried> => {
  const isRate = code === "rate_limited";
  if (isRate && detail.extensions?.limit === "perCountry") return "throttled";
  if (code === "temporarily_unavailable") log.error("store_unavailable", detail.cause, { problem: code });
  if (!isRate && code !== "country_not_allowed" && code !== "cap_reached") return "failed";
  await failRecipients(batch, [recipient], { code, message, providerCode: null, retryable: isRate }, requestId);
  return "sent";
};
