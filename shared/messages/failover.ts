import { log } from "../logger.ts";
import { isOptedOut } from "../opt-outs/opt-out-reads.ts";
import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfig } from "../provider-configs/provider-config-reads.ts";
import { isCoolingDown, noteHealth } from "../provider-configs/provider-health-writes.ts";
import type { MessageSender, SendOutcome } from "../providers/provider.ts";
import { handOver, preparedSender } from "./hand-over.ts";
import { moveToConfig } from "./message-writes.ts";
import { isProvidersFault } from "./providers-fault.ts";
import { senderOf } from "./sender-of.ts";
import { optOutOwners, type StoredMessage } from "./stored-message.ts";

interface HandedOver {
  /** As it is now: of the second configuration, if that took it. */
  message: StoredMessage;
  outcome: SendOutcome;
}

/** Two provider calls of 8 s and what lies between them. */
export const handOverMilliseconds = 20_000;

/**
 * Hands a claimed message to its provider, and where that certainly did not send it for a reason of its own (credentials, suspended,
 * throttled, unreachable) to the configuration's failover. Never after an outcome that may have been a send, and never for the
 * recipient's fault. While a provider cools down, its failover is asked first. Never throws.
 */
export const handOverOrFailOver = async (
  message: StoredMessage,
  config: StoredProviderConfig | null,
  sender: MessageSender,
): Promise<HandedOver> => {
  if (!config || message.isTest) return { message, outcome: await handOver(message, config, sender) };
  const spared = isCoolingDown(config) ? await secondWay(message, config) : null;
  if (spared) return handOverSecond(spared);
  const outcome = await handOver(message, config, sender);
  await noteHealth(config, outcome);
  const second = isProvidersFault(outcome) ? await secondWay(message, config) : null;
  return second ? handOverSecond(second) : { message, outcome };
};

interface SecondWay {
  message: StoredMessage;
  config: StoredProviderConfig;
  sender: MessageSender;
}

const handOverSecond = async ({ message, config, sender }: SecondWay): Promise<HandedOver> => ({
  message,
  outcome: await handOver(message, config, sender),
});

/**
 * The message, moved to the failover configuration; null where there is no usable one, the recipient has opted out of its sender, or the
 * claim is no longer ours: then the first outcome stands.
 */
const secondWay = async (message: StoredMessage, first: StoredProviderConfig): Promise<SecondWay | null> => {
  if (first.failoverConfigId === null) return null;
  try {
    const config = (await readConfig(first.tenantId, first.failoverConfigId))?.config;
    if (!config || !isFit(config, message)) return null;
    const from = senderOf(config, message.channel, undefined);
    const [optedOut, sender] = await Promise.all([
      isOptedOut(optOutOwners(message), message.to, from, config.id),
      preparedSender(config, message.isTest),
    ]);
    if (optedOut) return null;
    const moved = await moveToConfig(message, config, from);
    if (!moved) return null;
    log.warn("message_failed_over", { messageId: message.id, providerConfigId: first.id, provider: config.provider });
    return { message: moved, config, sender };
  } catch (error) {
    log.error("store_unavailable", error, { messageId: message.id });
    return null;
  }
};

const isFit = (config: StoredProviderConfig, { channel, mediaUrls, contentSid }: StoredMessage): boolean => {
  const isPlain = channel === "sms" && mediaUrls.length === 0 && contentSid === undefined;
  const isOn = channel === "sms" ? config.smsEnabled : config.whatsappEnabled;
  return config.isActive && isUsable(config) && !config.testMode && isOn && (config.provider === "twilio" || isPlain);
};
