import { type Channel, traitsOf } from "../../api/channels.ts";
import { deliver, type Route } from "../../delivery/deliver.ts";
import type { Scope } from "../../kernel/ids.ts";
import { log } from "../../observability/logger.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import { openCalls } from "../../providers/open-calls.ts";
import { openMessages } from "../../providers/open-messages.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import { type ProviderErrorCode, providerError } from "../../providers/provider-error.ts";
import { bodyFor } from "../../text/smart-encoding.ts";
import type { CodeMessage } from "../texts/code-message.ts";
import { callingNumberOf, codeSenderOf, holdOfCode, requireDeliverable } from "./deliverable.ts";

interface CodeRecipient {
  to: string;
  scope: Scope;
  verificationId: string;
}
interface SpokenOrder extends CodeRecipient {
  channel: "call";
  twiml: string;
}
interface WrittenOrder extends CodeRecipient, CodeMessage {
  channel: Channel;
  /** A code that arrives after its lifetime confuses more than one that never arrives. */
  validitySeconds: number;
}
/** One code, ready to be handed to a provider. */
export type CodeOrder = SpokenOrder | WrittenOrder;

/** Hands a code to its provider or to the failover (shared/delivery). Never throws. */
export const handOverCode = async (first: StoredProviderConfig, order: CodeOrder): Promise<SendOutcome> => {
  const { scope, to, channel, verificationId } = order;
  const route = { providerConfig: first, sender: codeSenderOf(first, channel) };
  const { outcome } = await deliver<Route>(route, {
    ...{ scope, to, named: { verificationId }, failedOver: "verification_failed_over", countsAs: "single" },
    send: ({ providerConfig }, changed) => sendOnce(providerConfig, order, changed),
    routeBy: (failover) => routeBy(failover, order),
    // A code has no row that names its route.
    take: async (taken) => taken,
    stands: isRecipientFault,
  });
  return outcome;
};

/** The failover's route. Null, or a Problem: it cannot carry this code. */
const routeBy = async (providerConfig: StoredProviderConfig, order: CodeOrder): Promise<Route | null> => {
  // A content template exists only in the account of the first configuration.
  if (order.channel !== "call" && order.content) return null;
  requireDeliverable(providerConfig, order.channel, false);
  // A pause may hold the failover, as it may hold the first configuration.
  if (await holdOfCode(providerConfig, { ...order, isTest: false })) return null;
  return { providerConfig, sender: codeSenderOf(providerConfig, order.channel) };
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
  const from = callingNumberOf(providerConfig);
  return () => calls.place({ to, from, twiml });
};

const text = async (providerConfig: StoredProviderConfig, credentials: Credentials, order: WrittenOrder) => {
  const { channel, to, body = "", content, validitySeconds } = order;
  const messages = await openMessages(providerConfig, credentials);
  const message = {
    channel,
    to,
    from: codeSenderOf(providerConfig, channel) ?? null,
    body: bodyFor(providerConfig, { channel, body }),
    mediaUrls: [],
    ...(content && { content }),
    ...(traitsOf(channel).dropsLateCodes && { validitySeconds }),
  };
  return () => messages.send(message);
};

/**
 * Refusals that reveal something about the number: its kind, or what happened with it before. A start does not pass them on, so that
 * nobody can use it to ask about strangers' numbers (invariant 14). They stand whichever provider reports them: another outcome would
 * make the answer differ from that for other numbers.
 */
const recipientFaults = new Set<string>([
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
  outcome.kind === "rejected" && recipientFaults.has(outcome.error.code);
