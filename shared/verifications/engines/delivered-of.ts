import type { SendOutcome } from "../../providers/provider.ts";
import type { ProviderErrorCode } from "../../providers/provider-error.ts";
import type { Delivered, Secret } from "./engine.ts";

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

/** What a provider call came to, as a verification sees it; `secret` is made of the provider's name of what it took. */
export const deliveredOf = (outcome: SendOutcome, secret?: (providerId: string) => Secret): Delivered => {
  switch (outcome.kind) {
    case "accepted":
      return { kind: "sent", ...(secret && { secret: secret(outcome.providerMessageId) }) };
    case "rejected":
      return { kind: "refused", error: outcome.error, isRecipientFault: isRecipientFault(outcome) };
    case "throttled":
    case "unknown":
      return outcome;
  }
};
