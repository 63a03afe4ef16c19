import type { SendOutcome } from "../providers/provider.ts";
import type { ProviderErrorCode } from "../providers/provider-error.ts";

/** Refusals that say nothing about the recipient or the text. Another provider may accept the message. */
const providerFaults = new Set<string>([
  "credentials_rejected",
  "permission_missing",
  "account_suspended",
  "country_not_permitted",
  "sender_invalid",
  "sender_not_sms_capable",
  "sender_blocked",
  "sender_not_provisioned",
  "whatsapp_account_blocked",
  "messaging_service_invalid",
  "daily_limit_reached",
  "spend_limit_reached",
  "registration_required",
  "provider_unavailable",
] satisfies ProviderErrorCode[]);

/** Refusals that every provider would make. */
const universalRejections = new Set<string>([
  "recipient_invalid",
  "recipient_missing",
  "recipient_landline",
  "recipient_unknown",
  "recipient_not_on_whatsapp",
  "body_missing",
  "body_too_long",
  "media_invalid",
  "too_many_media",
  "template_required",
  "content_blocked",
  "content_too_large",
] satisfies ProviderErrorCode[]);

type Refusal = Extract<SendOutcome, { error: unknown }>;

/** True if the provider certainly sent nothing, and the cause is the provider itself. */
export const isProviderFault = (outcome: SendOutcome): outcome is Refusal =>
  outcome.kind === "throttled" || (outcome.kind === "rejected" && providerFaults.has(outcome.error.code));

/** True if the provider certainly sent nothing, and another provider, or this one later, may send it. */
export const mayBeSentElsewhere = (outcome: SendOutcome): outcome is Refusal =>
  outcome.kind === "throttled" || (outcome.kind === "rejected" && !universalRejections.has(outcome.error.code));

/** The outcome if neither provider sent it: the first outcome, unless only the second one is `throttled` and so allows a retry. */
export const combinedOutcome = (first: SendOutcome, second: SendOutcome): SendOutcome =>
  first.kind !== "throttled" && second.kind === "throttled" ? second : first;
