import { isUnwritable } from "../../aws/dynamodb.ts";
import { fail, type StatusChange } from "../../messages/message.ts";
import { createMessage } from "../../messages/message-writes.ts";
import type { StoredMessage } from "../../messages/stored-message.ts";
import { log } from "../../observability/logger.ts";
import type { ProviderError } from "../../providers/provider.ts";
import { rendererOf } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import { bareMessageFor, type MessageInputs, messageFor } from "../batch-message.ts";
import type { Recipient } from "../recipients.ts";

/**
 * Gives recipients who were never tried, and never will be, a message that has already ended. Recipients who have a message keep it. If a
 * text or its variables keep a message from being made or stored, the hub leaves them out, so that nobody stays pending (invariant 2).
 */
export const endRecipients = async (
  batch: StoredBatch,
  recipients: readonly Recipient[],
  change: StatusChange,
): Promise<void> => {
  const render = batch.texts && rendererOf(batch.texts);
  await Promise.all(
    recipients.map((recipient) => endRecipient({ batch, providerConfig: null, render }, recipient, change)),
  );
};

const endRecipient = async (inputs: MessageInputs, recipient: Recipient, change: StatusChange): Promise<void> => {
  const whole = messageOrNull(inputs, recipient);
  const bare = () => createEnded(inputs.batch, bareMessageFor(inputs, recipient), change);
  if (whole === null) return bare();
  try {
    await createEnded(inputs.batch, whole, change);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
    log.error("message_unwritable", error, { messageId: recipient.id });
    await bare();
  }
};

const messageOrNull = (inputs: MessageInputs, recipient: Recipient): StoredMessage | null => {
  try {
    return messageFor(inputs, recipient);
  } catch (error) {
    log.error("message_unwritable", error, { messageId: recipient.id });
    return null;
  }
};

const createEnded = async (
  batch: StoredBatch,
  { leaseUntil, claimToken, ...message }: StoredMessage,
  { to: status, event, setOnce }: StatusChange,
): Promise<void> => {
  const { provider, providerConfigId, configTenantId } = batch;
  const configKey = providerConfigId === null || configTenantId === null ? {} : { providerConfigId, configTenantId };
  const ended = { ...setOnce, status, isFinal: true, events: { [status]: event } };
  await createMessage({ ...message, ...configKey, ...ended, provider }, null);
};

export const failRecipients = (
  batch: StoredBatch,
  recipients: readonly Recipient[],
  error: ProviderError,
  requestId: string,
): Promise<void> => endRecipients(batch, recipients, fail(error, { source: "worker", requestId }));

export const unwritable: ProviderError = {
  code: "message_unwritable",
  message: "The hub could not make or store this recipient's message: check its variables. It was not sent.",
  providerCode: null,
  retryable: false,
};
