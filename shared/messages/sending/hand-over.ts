import { deliver, type Route } from "../../delivery/deliver.ts";
import { now } from "../../kernel/clock.ts";
import { config as environment } from "../../kernel/config.ts";
import { second } from "../../kernel/durations.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import { maskNumber } from "../../observability/masking.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import { isUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { openMessages } from "../../providers/open-messages.ts";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../../providers/provider.ts";
import { testMode } from "../../providers/test-mode/test-mode.ts";
import { moveToConfig } from "../message-writes.ts";
import { requireFit, senderOf } from "../planning/sender-of.ts";
import { type StoredMessage, sendingChannel } from "../stored-message.ts";
import { holdOfMessage } from "./held-message.ts";

/** Loads what the provider call needs, so that its failure is known before anything is claimed. */
export const preparedSender = async (
  providerConfig: StoredProviderConfig | null,
  isTest: boolean,
): Promise<MessageSender> => {
  if (isTest || !providerConfig) return testMode().messages;
  return openMessages(providerConfig, () => credentialsOf(providerConfig));
};

/** Two provider calls, and 4 s for what lies between them. */
export const handOverMilliseconds = (): number => 2 * waits().providerCall + 4 * second;

/** One configuration that a message may go by, and the message as it is once it is that one's. */
interface MessageRoute extends Route {
  message: StoredMessage;
  messages: MessageSender;
}

interface HandedOver {
  /** As it is now: of the failover's configuration, if that took it. */
  message: StoredMessage;
  outcome: SendOutcome;
}

/**
 * Hands a claimed message to its provider or to the failover (shared/delivery). Never throws: from here on a failure must not look like
 * "not sent".
 */
export const handOver = async (
  message: StoredMessage,
  providerConfig: StoredProviderConfig | null,
  messages: MessageSender,
): Promise<HandedOver> => {
  if (!providerConfig || message.isTest) return { message, outcome: await sendOnce(message, providerConfig, messages) };
  const first: MessageRoute = { message, providerConfig, sender: message.sender, messages };
  const { route, outcome } = await deliver<MessageRoute>(first, {
    ...{ scope: message.scope, to: message.to, named: { messageId: message.id }, failedOver: "message_failed_over" },
    countsAs: message.batchId === undefined ? "single" : "batch",
    send: async (route, changed) => {
      const sender = changed ? await openMessages(route.providerConfig, async () => changed) : route.messages;
      return sendOnce(route.message, route.providerConfig, sender);
    },
    routeBy: (failover) => routeBy(failover, message),
    take: async (route, { message: current }) => {
      const moved = await moveToConfig(current, route.providerConfig, route.sender);
      return moved && { ...route, message: moved };
    },
    stands: () => false,
  });
  return { message: route.message, outcome };
};

/** Throws a Problem where the failover cannot send such a message, or has no sender for its channel. */
const routeBy = async (providerConfig: StoredProviderConfig, message: StoredMessage): Promise<MessageRoute | null> => {
  // An answer comes from the number that was written to, or not at all.
  if (message.answers !== undefined || !isUsable(providerConfig)) return null;
  // A template that the first provider keeps is known to no other account, and may not be known to this one.
  if (message.contentSid !== undefined) return null;
  requireFit(providerConfig, { channel: sendingChannel(message), mediaUrls: message.mediaUrls });
  const { provider, tenantId: configTenantId } = providerConfig;
  // A pause holds the failover as it would hold the first one.
  if (await holdOfMessage({ ...message, provider, configTenantId }, providerConfig)) return null;
  const sender = senderOf(providerConfig, sendingChannel(message), undefined);
  return { message, providerConfig, sender, messages: await preparedSender(providerConfig, false) };
};

/** The one provider call of a claimed message. */
const sendOnce = async (
  message: StoredMessage,
  providerConfig: StoredProviderConfig | null,
  messages: MessageSender,
): Promise<SendOutcome> => {
  const startedAt = performance.now();
  const outcome = await messages.send(outgoing(message, providerConfig));
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

const outgoing = (message: StoredMessage, providerConfig: StoredProviderConfig | null): OutgoingMessage => ({
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
  ...(providerConfig && !message.isTest && manifestOf(providerConfig.provider).reports === "callbacks"
    ? { statusCallbackUrl: statusCallbackUrl(message, providerConfig) }
    : {}),
});

/** Where the provider reports this message's statuses: it binds even if the answer to the create is lost. */
const statusCallbackUrl = (message: StoredMessage, providerConfig: StoredProviderConfig): string =>
  [
    `${environment.messageStatusUrl()}/${providerConfig.webhookId}/${tenantOfScope(message.scope)}/${message.id}`,
    manifestOf(providerConfig.provider).webhookUrlSuffix,
  ].join("");
