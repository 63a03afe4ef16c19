import type { Channel } from "../../api/channels.ts";
import { Problem } from "../../kernel/errors.ts";
import type { Scope } from "../../kernel/ids.ts";
import { isOpenElsewhere, isProvidersFault, ofBoth } from "../../messages/sending/providers-fault.ts";
import { log } from "../../observability/logger.ts";
import { optedOutSender } from "../../opt-outs/opt-out.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import { putOptOut } from "../../opt-outs/opt-out-writes.ts";
import { changedCredentials } from "../../provider-configs/credentials/changed-credentials.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import { isCoolingDown, noteHealth } from "../../provider-configs/health/provider-health-writes.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { readConfigRow } from "../../provider-configs/provider-config-reads.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import { openCalls } from "../../providers/open-calls.ts";
import { openMessages } from "../../providers/open-messages.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import { type ProviderErrorCode, providerError } from "../../providers/provider-error.ts";
import { smartEncoded } from "../../text/smart-encoding.ts";
import type { CodeMessage } from "../texts/code-message.ts";
import { callerOf, codeSenderOf, holdOfCode, requireDeliverable } from "./deliverable.ts";

interface ToWhom {
  to: string;
  scope: Scope;
  verificationId: string;
}
interface SpokenOrder extends ToWhom {
  channel: "call";
  twiml: string;
}
interface WrittenOrder extends ToWhom, CodeMessage {
  channel: Channel;
  /** A code that comes after its time confuses more than one that does not come. */
  validitySeconds: number;
}
/** One code, ready to be handed to a provider. */
export type CodeOrder = SpokenOrder | WrittenOrder;

/**
 * Hands a code to its provider, as messages are handed over (shared/messages/sending/hand-over.ts): to the configuration's failover where the
 * first provider certainly did not send for a reason of its own, or is being spared; never after an outcome that may have been a send.
 * Never throws.
 */
export const handOverCode = async (first: StoredProviderConfig, order: CodeOrder): Promise<SendOutcome> => {
  const spare = isCoolingDown(first) ? await failoverOf(first, order) : null;
  if (spare) {
    const sparesOutcome = await handOverTo(spare, order);
    if (isLast(sparesOutcome) || (await mayHaveOptedOut(first, order))) return sparesOutcome;
    const firstOutcome = await handOverTo(first, order);
    return isProvidersFault(firstOutcome) ? ofBoth(firstOutcome, sparesOutcome) : firstOutcome;
  }
  const firstOutcome = await handOverTo(first, order);
  const second = isProvidersFault(firstOutcome) ? await failoverOf(first, order) : null;
  if (!second) return firstOutcome;
  const secondOutcome = await handOverTo(second, order);
  return isLast(secondOutcome) ? secondOutcome : ofBoth(firstOutcome, secondOutcome);
};

/** Null where there is no usable one, it cools down itself, or the person has opted out of its sender: then the first outcome stands. */
const failoverOf = async (first: StoredProviderConfig, order: CodeOrder): Promise<StoredProviderConfig | null> => {
  const { channel, verificationId } = order;
  // Content is the first account's own.
  if (first.failoverConfigId === null || (channel !== "call" && order.content)) return null;
  try {
    const second = await readConfigRow(first.tenantId, first.failoverConfigId);
    if (!second?.isActive || second.testMode || isCoolingDown(second)) return null;
    requireDeliverable(second, channel, false);
    // A pause holds the failover as it would hold the first one.
    if (await holdOfCode(second, { ...order, isTest: false })) return null;
    if (await mayHaveOptedOut(second, order)) return null;
    log.warn("verification_failed_over", { verificationId, providerConfigId: first.id, provider: second.provider });
    return second;
  } catch (error) {
    // A failover that is not fit for this channel is none.
    if (!(error instanceof Problem)) log.error("store_unavailable", error, { verificationId });
    return null;
  }
};

/**
 * What was read before another provider was asked is a provider call old: a STOP may have come since (invariant 7). Where nobody can
 * tell, nothing is sent.
 */
const mayHaveOptedOut = async (
  providerConfig: StoredProviderConfig,
  { channel, scope, to, verificationId }: CodeOrder,
): Promise<boolean> => {
  try {
    return await isOptedOut(
      [scope, providerConfig.tenantId],
      to,
      codeSenderOf(providerConfig, channel),
      providerConfig.id,
    );
  } catch (error) {
    log.error("store_unavailable", error, { verificationId });
    return true;
  }
};

const handOverTo = async (providerConfig: StoredProviderConfig, order: CodeOrder): Promise<SendOutcome> => {
  const outcome = await sendThrough(providerConfig, order);
  await noteHealth(providerConfig, outcome);
  return outcome;
};

/** Where the credentials were refused nothing was sent: if they have been changed meanwhile, it is asked once more with the new ones. */
const sendThrough = async (providerConfig: StoredProviderConfig, order: CodeOrder): Promise<SendOutcome> => {
  const outcome = await sendOnce(providerConfig, order, null);
  if (outcome.kind !== "rejected") return outcome;
  if (outcome.error.code === "recipient_opted_out") await recordOptOut(providerConfig, order);
  const changed = outcome.error.code === "credentials_rejected" ? await changedCredentials(providerConfig) : null;
  return changed ? sendOnce(providerConfig, order, changed) : outcome;
};

/** The provider keeps a list of its own: ours learns of it, so that the next code is not even tried. */
const recordOptOut = async (
  providerConfig: StoredProviderConfig,
  { channel, to, verificationId }: CodeOrder,
): Promise<void> => {
  const sender = optedOutSender(providerConfig, codeSenderOf(providerConfig, channel));
  try {
    await putOptOut({ owner: providerConfig.tenantId, number: to, sender }, "provider");
  } catch (error) {
    log.error("store_unavailable", error, { verificationId });
  }
};

const sendOnce = async (
  providerConfig: StoredProviderConfig,
  order: CodeOrder,
  changed: ProviderCredentials | null,
): Promise<SendOutcome> => {
  const credentials = async (): Promise<ProviderCredentials> => changed ?? credentialsOf(providerConfig);
  let send: () => Promise<SendOutcome>;
  try {
    send =
      order.channel === "call"
        ? await call(providerConfig, credentials, order)
        : await text(providerConfig, credentials, order);
  } catch (error) {
    log.error("store_unavailable", error, {
      verificationId: order.verificationId,
      providerConfigId: providerConfig.id,
    });
    return { kind: "throttled", error: providerError("provider_unreachable", null) };
  }
  return send();
};

type Credentials = () => Promise<ProviderCredentials>;

const call = async (providerConfig: StoredProviderConfig, credentials: Credentials, { to, twiml }: SpokenOrder) => {
  const calls = await openCalls(providerConfig, credentials);
  if (!calls) throw new Error(`${providerConfig.provider} places no calls`);
  const from = callerOf(providerConfig);
  return () => calls.place({ to, from, twiml });
};

const text = async (providerConfig: StoredProviderConfig, credentials: Credentials, order: WrittenOrder) => {
  const { channel, to, body = "", content, validitySeconds } = order;
  const messages = await openMessages(providerConfig, credentials);
  const message = {
    channel,
    to,
    from: codeSenderOf(providerConfig, channel) ?? null,
    body: providerConfig.smartEncoding && channel === "sms" ? smartEncoded(body) : body,
    mediaUrls: [],
    ...(content && { content }),
    ...(channel === "sms" && { validitySeconds }),
  };
  return () => messages.send(message);
};

/** What tells of the number is kept, whoever says it: else an answer would tell that number from others (invariant 14). */
const isLast = (outcome: SendOutcome): boolean => !isOpenElsewhere(outcome) || isRecipientFault(outcome);

/**
 * Refusals that tell something of the number: its kind, or what happened with it before. A start does not pass them on, lest it become
 * a way to ask about strangers' numbers (invariant 14).
 */
const recipients = new Set<string>([
  "recipient_invalid",
  "recipient_opted_out",
  "recipient_landline",
  "recipient_unknown",
  "recipient_unreachable",
  "recipient_not_routable",
  "recipient_not_on_whatsapp",
  "recipient_blocked",
  "recipient_limited",
  "template_required",
  "carrier_filtered",
  "carrier_error",
  "fraud_suspected",
] satisfies ProviderErrorCode[]);

export const isRecipientFault = (outcome: SendOutcome): boolean =>
  outcome.kind === "rejected" && recipients.has(outcome.error.code);
