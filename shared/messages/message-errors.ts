import type { ProviderError } from "../providers/provider.ts";

/** The error of an expired message. Twilio's own is 30036. */
export const validityEnded: ProviderError = {
  code: "validity_expired",
  message: "The message's validity ended before the provider could take it.",
  providerCode: null,
  retryable: true,
};

/** The configuration that the message needs no longer exists. */
export const configGone: ProviderError = {
  code: "provider_config_unusable",
  message: "The provider configuration was deleted.",
  providerCode: null,
  retryable: false,
};

/** The recipient has opted out. */
export const optedOut: ProviderError = {
  code: "recipient_opted_out",
  message: "The recipient has opted out of messages from this sender.",
  providerCode: null,
  retryable: false,
};

/** The hub's workers failed on every try, before they called the provider. */
export const dispatchFailed: ProviderError = {
  code: "dispatch_failed",
  message: "The hub tried several times and could not hand the message over. It was not sent.",
  providerCode: null,
  retryable: true,
};
