import { beginningOf } from "../kernel/characters.ts";
import type { ProviderError } from "./provider.ts";

interface ErrorMeaning {
  message: string;
  /** True if the same request may succeed later. */
  retryable: boolean;
  /** `throttled`: the provider refuses for now, and the hub itself retries later. */
  kind: "rejected" | "throttled";
}

const rejected = (message: string): ErrorMeaning => ({ message, retryable: false, kind: "rejected" });
const rejectedForNow = (message: string): ErrorMeaning => ({ message, retryable: true, kind: "rejected" });
const throttled = (message: string): ErrorMeaning => ({ message, retryable: true, kind: "throttled" });

/** The reasons why a provider refused a request or could not deliver a message, in words that fit every provider. */
export const providerErrors = {
  recipient_invalid: rejected("The recipient's number is not valid."),
  recipient_missing: rejected("The message has no recipient."),
  recipient_opted_out: rejected("The recipient has opted out of messages from this sender."),
  recipient_landline: rejected("The recipient's number is a landline or cannot receive messages."),
  recipient_unknown: rejected("The recipient's number does not exist or is no longer in service."),
  recipient_unreachable: rejectedForNow("The recipient's phone is switched off or out of reach."),
  recipient_not_routable: rejected("The provider has no route from this sender to the recipient."),
  recipient_not_on_whatsapp: rejected("The recipient cannot be reached on WhatsApp."),
  recipient_not_verified: rejected(
    "A trial account may only send to numbers verified at the provider, WhatsApp's sandbox to those who joined it.",
  ),
  recipient_blocked: rejected("The recipient or the carrier blocks messages from this sender."),
  recipient_limited: rejected(
    "The message could not be delivered: WhatsApp limits the messages that this recipient gets, marketing above all.",
  ),
  country_not_permitted: rejected("The provider account may not send to the recipient's country."),
  sender_invalid: rejected("The sender is not valid or not owned by the provider account."),
  sender_missing: rejected("The message has no sender."),
  sender_not_sms_capable: rejected("The sender cannot send SMS."),
  sender_blocked: rejected("The provider has blocked the sender."),
  sender_not_provisioned: rejected(
    "The message could not be delivered: the recipient's carrier does not take messages from this sender, or not yet.",
  ),
  whatsapp_account_blocked: rejected("Meta has disabled or restricted the sender's WhatsApp Business account."),
  messaging_service_invalid: rejected("The messaging service does not exist or has no usable sender."),
  body_missing: rejected("The message has neither text, media nor a template."),
  body_too_long: rejected("The message is longer than the provider allows."),
  media_invalid: rejected("The provider could not take the media."),
  too_many_media: rejected("The message has more media than the provider allows."),
  template_invalid: rejected("The template or its variables are not valid."),
  template_required: rejected(
    "Outside the 24-hour window WhatsApp only delivers approved templates: send a contentSid, or a template with one.",
  ),
  template_unavailable: rejected("WhatsApp has rejected, paused or disabled the template."),
  schedule_invalid: rejected("The time to send at is not one the provider allows."),
  callback_url_invalid: rejected("The provider refused the status callback URL."),
  validity_expired: rejectedForNow("The message could not be delivered within its validity period."),
  credentials_rejected: rejected("The provider refused the credentials."),
  permission_missing: rejected("The credentials lack a permission at the provider."),
  account_suspended: rejected("The provider account is suspended or closed."),
  not_found: rejected("The provider knows no such resource."),
  request_invalid: rejected("The provider could not read the request."),
  not_supported: rejected("The provider cannot do this."),
  not_in_region: rejected(
    "The provider does not do this in the region of the credentials, or the sender belongs to another region.",
  ),
  rate_limited: throttled("The provider is taking too many requests at the moment."),
  queue_full: throttled("The provider's queue for this sender is full."),
  sender_rate_exceeded: rejectedForNow("The sender exceeded the rate its registration allows."),
  daily_limit_reached: rejectedForNow("The daily limit of the sender or account is reached."),
  spend_limit_reached: rejected("The message costs more than the limit set for it, or the spending quota is used up."),
  content_blocked: rejected(
    "The message could not be delivered: its content is against the provider's or channel's rules.",
  ),
  content_too_large: rejected("The message could not be delivered: its content is larger than the carrier allows."),
  media_not_supported: rejected("The message could not be delivered: media cannot be received at this number."),
  carrier_filtered: rejected("The carrier filtered the message."),
  carrier_error: rejectedForNow("The carrier could not deliver the message and gave no reason."),
  carrier_congested: rejectedForNow("The carrier's network is congested."),
  carrier_timeout: rejected("The carrier did not answer in time; the message may have been delivered."),
  channel_error: rejectedForNow("The message could not be delivered: the channel failed and gave no reason."),
  segment_missing: rejected("A part of a long message never arrived."),
  registration_required: rejected("The sender is not registered for this kind of traffic in the recipient's country."),
  fraud_suspected: rejected("The provider blocked the message because it suspects SMS pumping or other fraud."),
  lookup_no_data: rejected("The provider has no data for this number."),
  lookup_package_unavailable: rejected("The account may not use this lookup package."),
  lookup_country_unsupported: rejected("The lookup package does not cover the number's country."),
  lookup_source_failed: rejectedForNow("The provider's own data source failed."),
  verification_attempts_exceeded: rejected("Too many attempts for this verification."),
  provider_unreachable: throttled("The provider could not be reached; nothing was sent."),
  provider_unavailable: rejectedForNow("The provider failed to answer the request."),
  delivery_failed: rejected("The message could not be delivered."),
  provider_error: rejected("The provider refused the request."),
} as const satisfies Record<string, ErrorMeaning>;

export type ProviderErrorCode = keyof typeof providerErrors;

/** `message` is the provider's own sentence. It replaces the table's sentence if it says more, and phone numbers in it are masked. */
export const providerError = (
  code: ProviderErrorCode,
  providerCode: string | null,
  message?: string,
): ProviderError => ({
  code,
  message: message ? withoutNumbers(message) : providerErrors[code].message,
  providerCode,
  retryable: providerErrors[code].retryable,
});

/** Masks phone numbers, because providers quote the recipient in their sentences, and errors end up in logs. */
const withoutNumbers = (text: string): string =>
  beginningOf(text, 300).replace(/\+?\d[\d ().-]{5,}\d/g, (number) => `${number.slice(0, 2)}•••${number.slice(-2)}`);
