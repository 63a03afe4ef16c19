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
import { callPlacerFor } from "../../providers/call-placer-for.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import { messageSenderFor } from "../../providers/message-sender-for.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import { providerError } from "../../providers/provider-error.ts";
import { smartEncoded } from "../../text/smart-encoding.ts";
import { holdOfCode } from "../require-unpaused.ts";
import type { CodeMessage } from "../texts/code-message.ts";
import { callerOf, codeSenderOf, requireDeliverable } from "./deliverable.ts";
import { isRecipientFault } from "./delivered-of.ts";

type Config = StoredProviderConfig;

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
  channel: "sms" | "whatsapp";
  /** A code that comes after its time confuses more than one that does not come. */
  validitySeconds: number;
}
/** One code, ready to be handed to a provider. */
export type CodeOrder = SpokenOrder | WrittenOrder;

/**
 * Hands a code to its provider, as messages are handed over (shared/messages/sending/failover.ts): to the configuration's failover where the
 * first provider certainly did not send for a reason of its own, or is being spared; never after an outcome that may have been a send.
 * Never throws.
 */
export const handOverCode = async (config: Config, order: CodeOrder): Promise<SendOutcome> => {
  const spare = isCoolingDown(config) ? await secondWay(config, order) : null;
  if (spare) {
    const tried = await handOverTo(spare, order);
    if (isLast(tried) || (await mayHaveOptedOut(config, order))) return tried;
    const last = await handOverTo(config, order);
    return isProvidersFault(last) ? ofBoth(last, tried) : last;
  }
  const tried = await handOverTo(config, order);
  const second = isProvidersFault(tried) ? await secondWay(config, order) : null;
  if (!second) return tried;
  const last = await handOverTo(second, order);
  return isLast(last) ? last : ofBoth(tried, last);
};

/** What tells of the number is kept, whoever says it: else an answer would tell that number from others (invariant 14). */
const isLast = (outcome: SendOutcome): boolean => !isOpenElsewhere(outcome) || isRecipientFault(outcome);

const handOverTo = async (config: Config, order: CodeOrder): Promise<SendOutcome> => {
  const outcome = await sendThrough(config, order);
  await noteHealth(config, outcome);
  return outcome;
};

/** Null where there is no usable one, it cools down itself, or the person has opted out of its sender: then the first outcome stands. */
const secondWay = async (first: Config, order: CodeOrder): Promise<Config | null> => {
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
const mayHaveOptedOut = async (config: Config, { channel, scope, to, verificationId }: CodeOrder): Promise<boolean> => {
  try {
    return await isOptedOut([scope, config.tenantId], to, codeSenderOf(config, channel), config.id);
  } catch (error) {
    log.error("store_unavailable", error, { verificationId });
    return true;
  }
};

/** Where the credentials were refused nothing was sent: if they have been changed meanwhile, it is asked once more with the new ones. */
const sendThrough = async (config: Config, order: CodeOrder): Promise<SendOutcome> => {
  const outcome = await sendOnce(config, () => credentialsOf(config), order);
  if (outcome.kind !== "rejected") return outcome;
  if (outcome.error.code === "recipient_opted_out") await recordOptOut(config, order);
  const changed = outcome.error.code === "credentials_rejected" ? await changedCredentials(config) : null;
  return changed ? sendOnce(config, async () => changed, order) : outcome;
};

/** The provider keeps a list of its own: ours learns of it, so that the next code is not even tried. */
const recordOptOut = async (config: Config, { channel, to, verificationId }: CodeOrder): Promise<void> => {
  const sender = optedOutSender(config, codeSenderOf(config, channel));
  try {
    await putOptOut({ owner: config.tenantId, number: to, sender }, "provider");
  } catch (error) {
    log.error("store_unavailable", error, { verificationId });
  }
};

type Load = () => Promise<ProviderCredentials>;

const sendOnce = async (config: Config, credentials: Load, order: CodeOrder): Promise<SendOutcome> => {
  let send: () => Promise<SendOutcome>;
  try {
    send = order.channel === "call" ? await call(config, credentials, order) : await text(config, credentials, order);
  } catch (error) {
    log.error("store_unavailable", error, { verificationId: order.verificationId, providerConfigId: config.id });
    return { kind: "throttled", error: providerError("provider_unreachable", null) };
  }
  return send();
};

const call = async (config: Config, credentials: Load, { to, twiml }: SpokenOrder) => {
  const calls = await callPlacerFor(config, credentials);
  if (!calls) throw new Error(`${config.provider} places no calls`);
  const from = callerOf(config);
  return () => calls.place({ to, from, twiml });
};

const text = async (config: Config, credentials: Load, order: WrittenOrder) => {
  const { channel, to, body = "", content, validitySeconds } = order;
  const { messages } = await messageSenderFor(config, credentials);
  const message = {
    channel,
    to,
    from: codeSenderOf(config, channel) ?? null,
    body: config.smartEncoding && channel === "sms" ? smartEncoded(body) : body,
    mediaUrls: [],
    ...(content && { content }),
    ...(channel === "sms" && { validitySeconds }),
  };
  return () => messages.send(message);
};
