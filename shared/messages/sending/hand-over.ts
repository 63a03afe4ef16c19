import { now } from "../../kernel/clock.ts";
import { config as settings } from "../../kernel/config.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import { maskNumber } from "../../observability/masking.ts";
import { changedCredentials } from "../../provider-configs/credentials/changed-credentials.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { messageSenderFor } from "../../providers/message-sender-for.ts";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../../providers/provider.ts";
import { testMode } from "../../providers/test-mode/test-mode.ts";
import { webhookRetries } from "../../providers/twilio/webhook-retries.ts";
import { type StoredMessage, sendingChannel } from "../stored-message.ts";

/** Where the provider reports this message's statuses: it binds even if the answer to the create is lost. */
const statusCallbackUrl = (message: StoredMessage, config: StoredProviderConfig): string =>
  `${settings.messageStatusUrl()}/${config.webhookId}/${tenantOfScope(message.scope)}/${message.id}${webhookRetries}`;

const outgoing = (message: StoredMessage, config: StoredProviderConfig | null): OutgoingMessage => ({
  channel: sendingChannel(message),
  to: message.writtenAs ?? message.to,
  from: message.sender ?? null,
  body: message.body ?? "",
  mediaUrls: message.mediaUrls,
  ...(message.contentSid === undefined
    ? {}
    : { content: { sid: message.contentSid, variables: message.contentVariables ?? {} } }),
  ...(message.validitySeconds === undefined
    ? {}
    : { validitySeconds: Math.max(1, Math.floor((message.validUntil - now()) / 1000)) }),
  ...(config && !message.isTest && config.provider === "twilio"
    ? { statusCallbackUrl: statusCallbackUrl(message, config) }
    : {}),
});

/** Loads what the provider call needs, so that its failure is known before anything is claimed. */
export const preparedSender = async (config: StoredProviderConfig | null, isTest: boolean): Promise<MessageSender> => {
  if (isTest || !config) return testMode().messages;
  return (await messageSenderFor(config, () => credentialsOf(config))).messages;
};

/**
 * The one provider call of a claimed message. Where the credentials were refused nothing was sent: if they have been changed
 * meanwhile, it is asked once more with the new ones. Never throws: from here on a failure must not look like "not sent".
 */
export const handOver = async (
  message: StoredMessage,
  config: StoredProviderConfig | null,
  sender: MessageSender,
): Promise<SendOutcome> => {
  const outcome = await sendOnce(message, config, sender);
  if (outcome.kind !== "rejected" || outcome.error.code !== "credentials_rejected" || !config || message.isTest)
    return outcome;
  const changed = await changedCredentials(config);
  if (!changed) return outcome;
  return sendOnce(message, config, (await messageSenderFor(config, async () => changed)).messages);
};

const sendOnce = async (
  message: StoredMessage,
  config: StoredProviderConfig | null,
  sender: MessageSender,
): Promise<SendOutcome> => {
  const startedAt = performance.now();
  const outcome = await sender.send(outgoing(message, config));
  log.info("message_sent", {
    messageId: message.id,
    outcome: outcome.kind,
    to: maskNumber(message.to),
    provider: message.provider,
    providerMs: Math.round(performance.now() - startedAt),
    ...(outcome.kind === "accepted" && { providerMessageId: outcome.providerMessageId }),
  });
  return outcome;
};
