import { now } from "../../kernel/clock.ts";
import { config as environment } from "../../kernel/config.ts";
import { Problem } from "../../kernel/errors.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import { maskNumber } from "../../observability/masking.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import { changedCredentials } from "../../provider-configs/credentials/changed-credentials.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import { isCoolingDown, noteHealth } from "../../provider-configs/health/provider-health-writes.ts";
import { isUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { readConfigRow } from "../../provider-configs/provider-config-reads.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { openMessages } from "../../providers/open-messages.ts";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../../providers/provider.ts";
import { testMode } from "../../providers/test-mode/test-mode.ts";
import { moveToConfig } from "../message-writes.ts";
import { senderOf } from "../planning/sender-of.ts";
import { isProvidersOptOut, recordOptOut } from "../settling/record-opt-out.ts";
import { optOutOwners, type StoredMessage, sendingChannel } from "../stored-message.ts";
import { holdOfMessage } from "./held-message.ts";
import { isOpenElsewhere, isProvidersFault, ofBoth } from "./providers-fault.ts";

/** Loads what the provider call needs, so that its failure is known before anything is claimed. */
export const preparedSender = async (config: StoredProviderConfig | null, isTest: boolean): Promise<MessageSender> => {
  if (isTest || !config) return testMode().messages;
  return openMessages(config, () => credentialsOf(config));
};

interface HandedOver {
  /** As it is now: of the second configuration, if that took it. */
  message: StoredMessage;
  outcome: SendOutcome;
}

/** Two provider calls, and 4 s for what lies between them. */
export const handOverMilliseconds = (): number => 2 * waits().providerCall + 4_000;

/**
 * Hands a claimed message to its provider, and where that certainly did not send it for a reason of its own (credentials, suspended,
 * throttled, unreachable) to the configuration's failover. Never after an outcome that may have been a send, and never for the
 * recipient's fault. While a provider cools down, its failover is asked first. Where the failover does not take it either, the message is
 * the first one's again, unless nobody would take it: a bad failover makes nothing worse. Two configurations are asked at most. Never throws.
 */
export const handOverOrFailOver = async (
  message: StoredMessage,
  config: StoredProviderConfig | null,
  sender: MessageSender,
): Promise<HandedOver> => {
  if (!config || message.isTest) return { message, outcome: await handOver(message, config, sender) };
  const first = { message, config, sender };
  const spare = isCoolingDown(config) ? await secondWay(message, config) : null;
  if (spare) return spareFirst(first, spare);
  const tried = await handOverTo(first);
  const second = isProvidersFault(tried.outcome) ? await secondWay(message, config) : null;
  return second ? failOver(first, tried, second) : tried;
};

/** One configuration that a message may go by, and the message as it is once it is that one's. */
interface Way {
  message: StoredMessage;
  config: StoredProviderConfig;
  sender: MessageSender;
}

const handOverTo = async ({ message, config, sender }: Way): Promise<HandedOver> => {
  const outcome = await handOver(message, config, sender);
  await noteHealth(config, outcome, message.batchId === undefined ? "single" : "batch");
  return { message, outcome };
};

/** The first one cools down and has not been asked: it is, where the second one cannot do it either. */
const spareFirst = async (first: Way, second: Way): Promise<HandedOver> => {
  const tried = await handOverTo(second);
  if (!isOpenElsewhere(tried.outcome)) return tried;
  await noteOptOut(tried);
  const back = (await mayHaveOptedOut(first)) ? null : await movedBack(second.message, first);
  if (!back) return tried;
  const last = await handOverTo({ ...first, message: back });
  return isProvidersFault(last.outcome) ? { message: back, outcome: ofBoth(last.outcome, tried.outcome) } : last;
};

/**
 * The opt-outs from the first one's sender were read before the second one was asked, up to a provider call ago: a STOP may have come since
 * (invariant 7). Where nobody can tell, it is not sent: the second one's outcome stands.
 */
const mayHaveOptedOut = async ({ message, config }: Way): Promise<boolean> => {
  try {
    return await isOptedOut(optOutOwners(message), message.to, message.sender, config.id);
  } catch (error) {
    log.error("store_unavailable", error, { messageId: message.id });
    return true;
  }
};

const failOver = async (first: Way, tried: HandedOver, second: Way): Promise<HandedOver> => {
  const last = await handOverTo(second);
  if (!isOpenElsewhere(last.outcome)) return last;
  await noteOptOut(last);
  const message = (await movedBack(second.message, first)) ?? second.message;
  return { message, outcome: ofBoth(tried.outcome, last.outcome) };
};

/** Its outcome is set aside, but not what it tells. */
const noteOptOut = async ({ message, outcome }: HandedOver): Promise<void> => {
  if (outcome.kind === "rejected" && isProvidersOptOut(outcome.error)) await recordOptOut(message);
};

/** The message under its first configuration again; null where that cannot be written: the claim is no longer ours, or the store failed. */
const movedBack = async (moved: StoredMessage, { message, config }: Way): Promise<StoredMessage | null> => {
  try {
    return await moveToConfig(moved, config, message.sender);
  } catch (error) {
    log.error("store_unavailable", error, { messageId: message.id });
    return null;
  }
};

/**
 * The message, moved to the failover configuration; null where there is no usable one, it cools down itself, the recipient has opted out
 * of its sender, or the claim is no longer ours: then the first outcome stands.
 */
const secondWay = async (message: StoredMessage, first: StoredProviderConfig): Promise<Way | null> => {
  // An answer comes from the number that was written to, or not at all.
  if (first.failoverConfigId === null || message.answers !== undefined) return null;
  try {
    const config = await readConfigRow(first.tenantId, first.failoverConfigId);
    if (!config || isCoolingDown(config) || !isFit(config, message)) return null;
    // A pause holds the failover as it would hold the first one.
    if (await holdOfMessage({ ...message, provider: config.provider, configTenantId: config.tenantId }, config))
      return null;
    const from = senderOf(config, sendingChannel(message), undefined);
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
    // A failover without a sender that is fit for this channel is none.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, { messageId: message.id });
    return null;
  }
};

/** A template that the first provider keeps (contentSid) is known to no other account, and may not be known to this one. */
const isFit = (config: StoredProviderConfig, { channel, mediaUrls, contentSid }: StoredMessage): boolean => {
  const isOn = channel === "sms" ? config.smsEnabled : config.whatsappEnabled;
  const abilities = manifestOf(config.provider).channels[channel === "whatsapp" ? "whatsapp" : "sms"];
  const isTaken = abilities !== undefined && (abilities.media || mediaUrls.length === 0);
  return config.isActive && isUsable(config) && !config.testMode && isOn && isTaken && contentSid === undefined;
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
  return sendOnce(message, config, await openMessages(config, async () => changed));
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
  ...(config && !message.isTest && manifestOf(config.provider).reports === "callbacks"
    ? { statusCallbackUrl: statusCallbackUrl(message, config) }
    : {}),
});

/** Where the provider reports this message's statuses: it binds even if the answer to the create is lost. */
const statusCallbackUrl = (message: StoredMessage, config: StoredProviderConfig): string =>
  [
    `${environment.messageStatusUrl()}/${config.webhookId}/${tenantOfScope(message.scope)}/${message.id}`,
    manifestOf(config.provider).webhookUrlSuffix,
  ].join("");
