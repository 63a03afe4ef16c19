import type { ProviderError } from "../provider.ts";
import { type ProviderErrorCode, providerError, providerErrors } from "../provider-error.ts";

/**
 * Maps Twilio's error codes (https://www.twilio.com/docs/api/errors) to ours: the codes of the REST API, of undelivered messages (30xxx)
 * and of channels such as WhatsApp (63xxx). provider-error.ts says for each of our codes whether a retry can help.
 */
export const twilioErrorCodes: Readonly<Record<number, ProviderErrorCode>> = {
  // Account, credentials, requests
  20001: "request_invalid",
  20003: "credentials_rejected",
  20005: "account_suspended",
  20006: "permission_missing",
  20008: "permission_missing",
  20403: "permission_missing",
  20404: "not_found",
  20429: "rate_limited",
  20500: "provider_unavailable",
  20503: "provider_unavailable",

  // Calls
  21201: "recipient_missing",
  21202: "recipient_blocked",
  21203: "country_not_permitted",
  21205: "request_invalid",
  21210: "sender_invalid",
  21213: "sender_missing",
  21215: "country_not_permitted",
  21216: "recipient_blocked",
  21218: "request_invalid",
  21219: "recipient_not_verified",

  // Sending
  11751: "content_too_large",
  14107: "sender_rate_exceeded",
  21211: "recipient_invalid",
  21212: "sender_invalid",
  21214: "recipient_not_routable",
  21217: "recipient_invalid",
  21265: "recipient_invalid",
  21266: "recipient_invalid",
  21267: "sender_invalid",
  21408: "country_not_permitted",
  21601: "sender_not_sms_capable",
  21602: "body_missing",
  21603: "sender_missing",
  21604: "recipient_missing",
  21606: "sender_not_sms_capable",
  21608: "recipient_not_verified",
  21609: "callback_url_invalid",
  21610: "recipient_opted_out",
  21611: "queue_full",
  21612: "recipient_not_routable",
  21614: "recipient_landline",
  21616: "sender_invalid",
  21617: "body_too_long",
  21619: "body_missing",
  21620: "media_invalid",
  21623: "too_many_media",
  21624: "request_invalid",
  21635: "recipient_landline",
  21654: "template_invalid",
  21655: "template_invalid",
  21656: "template_invalid",
  21659: "sender_invalid",
  21660: "sender_invalid",
  21661: "sender_not_sms_capable",
  21663: "not_in_region",
  21670: "not_in_region",
  21701: "messaging_service_invalid",
  21703: "messaging_service_invalid",
  21704: "messaging_service_invalid",
  21705: "messaging_service_invalid",

  // Delivery
  30001: "queue_full",
  30002: "account_suspended",
  30003: "recipient_unreachable",
  30004: "recipient_blocked",
  30005: "recipient_unknown",
  30006: "recipient_landline",
  30007: "carrier_filtered",
  30008: "carrier_error",
  30009: "segment_missing",
  30010: "spend_limit_reached",
  30011: "media_not_supported",
  30017: "carrier_congested",
  30018: "registration_required",
  30019: "content_too_large",
  30022: "sender_rate_exceeded",
  30023: "daily_limit_reached",
  30024: "sender_not_provisioned",
  30027: "daily_limit_reached",
  30032: "registration_required",
  30033: "registration_required",
  30034: "registration_required",
  30035: "registration_required",
  30036: "validity_expired",
  30037: "account_suspended",
  30038: "carrier_filtered",
  30044: "body_too_long",
  30410: "carrier_timeout",
  30450: "fraud_suspected",
  30453: "delivery_failed",
  30700: "not_in_region",

  // Scheduling
  35111: "schedule_invalid",
  35114: "schedule_invalid",
  35115: "schedule_invalid",
  35117: "schedule_invalid",
  35118: "messaging_service_invalid",

  // Channels
  63002: "sender_invalid",
  63003: "recipient_not_on_whatsapp",
  63005: "content_blocked",
  63006: "content_blocked",
  63007: "sender_invalid",
  63009: "channel_error",
  63010: "channel_error",
  63011: "channel_error",
  63012: "channel_error",
  63013: "content_blocked",
  63014: "recipient_blocked",
  63015: "recipient_not_verified",
  63016: "template_required",
  63018: "sender_rate_exceeded",
  63019: "media_invalid",
  63020: "whatsapp_account_blocked",
  63021: "content_blocked",
  63022: "sender_invalid",
  63023: "channel_error",
  63024: "recipient_not_on_whatsapp",
  63027: "template_invalid",
  63028: "template_invalid",
  63029: "channel_error",
  63030: "template_invalid",
  63031: "recipient_invalid",
  63032: "recipient_limited",
  63033: "recipient_blocked",
  63038: "daily_limit_reached",
  63040: "template_unavailable",
  63041: "template_unavailable",
  63042: "template_unavailable",
  63049: "recipient_limited",
  63112: "whatsapp_account_blocked",

  // Verify
  60200: "request_invalid",
  60202: "verification_attempts_exceeded",
  60203: "verification_attempts_exceeded",
  60204: "not_supported",
  60205: "recipient_landline",
  60212: "rate_limited",
  60221: "request_invalid",
  60223: "not_supported",
  60410: "fraud_suspected",
  60605: "country_not_permitted",

  // Lookup
  60600: "lookup_no_data",
  60601: "lookup_package_unavailable",
  60606: "lookup_package_unavailable",
  60607: "lookup_country_unsupported",
  60608: "lookup_source_failed",
  60614: "not_in_region",
  60616: "rate_limited",
  60619: "not_in_region",
};

const wordFor = (code: string): ProviderErrorCode | undefined => twilioErrorCodes[Number(code)];

const errorFrom =
  (unknown: ProviderErrorCode) =>
  (code: string | number | null | undefined, message?: string | null): ProviderError => {
    const providerCode = code === null || code === undefined || code === "" ? null : String(code);
    const word = (providerCode === null ? undefined : wordFor(providerCode)) ?? unknown;
    return providerError(word, providerCode, word === unknown && message ? message : undefined);
  };

/**
 * Translates the Twilio error code in the answer to a request. For an unknown code it keeps Twilio's own message, because ours would say
 * nothing.
 */
export const twilioError = errorFrom("provider_error");

/** Translates the error code of a message that Twilio accepted and could not deliver, from a status callback or a fetched message. */
export const twilioDeliveryError = errorFrom("delivery_failed");

/** True if Twilio refuses only for now: it has queued nothing, and the same request can be made again later. */
export const isTwilioThrottle = (code: string | number): boolean =>
  providerErrors[wordFor(String(code)) ?? "provider_error"].kind === "throttled";
