import type { SendOutcome } from "../providers/provider.ts";
import type { ProviderErrorCode } from "../providers/provider-error.ts";

/** Refusals that say nothing about the recipient or the text: another provider may well take the message. */
const providersOwn = new Set<string>([
  "credentials_rejected",
  "permission_missing",
  "account_suspended",
  "country_not_permitted",
  "sender_invalid",
  "sender_not_sms_capable",
  "sender_blocked",
  "messaging_service_invalid",
  "daily_limit_reached",
  "spend_limit_reached",
  "registration_required",
  "provider_unavailable",
] satisfies ProviderErrorCode[]);

type Refusal = Extract<SendOutcome, { error: unknown }>;

/** True where certainly nothing was sent, and the provider is why. */
export const isProvidersFault = (outcome: SendOutcome): outcome is Refusal =>
  outcome.kind === "throttled" || (outcome.kind === "rejected" && providersOwn.has(outcome.error.code));
