import { Problem } from "../errors.ts";
import type { QueueContext } from "../lambda/queue-handler.ts";
import { log } from "../logger.ts";
import type { BatchRow } from "../messages/batch-message-reads.ts";
import { dispatchSend } from "../messages/dispatch.ts";
import { type Outbound, outboundMessage } from "../messages/new-message.ts";
import { claimAndSend } from "../messages/send.ts";
import { smartEncoded } from "../messages/smart-encoding.ts";
import type { StoredMessage } from "../messages/stored-message.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { MessageSender } from "../providers/provider.ts";
import type { rendererOf } from "../templates/render.ts";
import type { StoredBatch } from "./batch.ts";
import { messageIdOf, type Recipient } from "./recipients.ts";

/** What every recipient of a batch shares. */
export interface Sending {
  batch: StoredBatch;
  config: StoredProviderConfig | null;
  sender: MessageSender;
  render: ReturnType<typeof rendererOf> | null;
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
    // A row that stands there already is another visit's claim.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, { messageId: id });
    return "failed";
  }
};

export const messageFor = ({ batch, config, render }: Omit<Sending, "sender">, recipient: Recipient): StoredMessage =>
  outboundMessage(
    { scope: batch.scope, id: messageIdOf(batch, recipient.to), requestId: batch.requestId, batchId: batch.id },
    outboundOf(batch, config, recipient, render),
  );

const outboundOf = (
  batch: StoredBatch,
  config: StoredProviderConfig | null,
  { to, variables }: Recipient,
  render: Sending["render"],
): Outbound => {
  const values = { ...batch.template?.variables, ...variables };
  const body = render?.({ locale: batch.template?.locale, variables: values }).body;
  const { channel, contentSid } = batch;
  return {
    to,
    channel,
    body: config?.smartEncoding && channel === "sms" && body !== undefined ? smartEncoded(body) : body,
    contentSid: contentSid ?? undefined,
    contentVariables: contentSid === null ? undefined : { ...batch.contentVariables, ...variables },
    mediaUrls: batch.mediaUrls,
    sender: batch.sender ?? undefined,
    config,
    isTest: batch.isTest,
    sendAt: undefined,
    validitySeconds: batch.validitySeconds ?? undefined,
    userId: batch.userId,
    metadata: batch.metadata,
    resendOf: undefined,
  };
};
