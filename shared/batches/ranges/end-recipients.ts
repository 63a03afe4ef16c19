import { fail, type StatusChange } from "../../messages/message.ts";
import { createMessage } from "../../messages/message-writes.ts";
import type { ProviderError } from "../../providers/provider.ts";
import { rendererOf } from "../../templates/render.ts";
import type { StoredBatch } from "../batch.ts";
import { messageFor } from "../batch-message.ts";
import type { Recipient } from "../lists/recipients.ts";

/** Gives recipients who were never tried, and will not be, a message that has ended so. Who has one keeps it. */
export const endRecipients = async (
  batch: StoredBatch,
  recipients: readonly Recipient[],
  { to: status, event, setOnce }: StatusChange,
): Promise<void> => {
  const render = batch.texts && rendererOf(batch.texts);
  await Promise.all(
    recipients.map(async (recipient) => {
      const { leaseUntil, claimToken, ...message } = messageFor({ batch, config: null, render }, recipient);
      const { provider, providerConfigId, configTenantId } = batch;
      const config = providerConfigId === null || configTenantId === null ? {} : { providerConfigId, configTenantId };
      const ended = { ...setOnce, status, isFinal: true, events: { [status]: event } };
      await createMessage({ ...message, ...config, ...ended, provider }, null);
    }),
  );
};

export const failRecipients = (
  batch: StoredBatch,
  recipients: readonly Recipient[],
  error: ProviderError,
  requestId: string,
): Promise<void> => endRecipients(batch, recipients, fail(error, { source: "worker", requestId }));

export const gaveUp: ProviderError = {
  code: "dispatch_failed",
  message: "The hub could not hand the message over, however often it tried. It was not sent.",
  providerCode: null,
  retryable: true,
};
