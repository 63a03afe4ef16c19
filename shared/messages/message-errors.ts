import type { ProviderError } from "../providers/provider.ts";

/** What an expired message tells: as Twilio does with its 30036. */
export const validityEnded: ProviderError = {
  code: "validity_expired",
  message: "The message's validity ended before the provider could take it.",
  providerCode: null,
  retryable: true,
};

/** There is nothing left to send with. */
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

/** The worker failed again and again before the provider was called. */
export const gaveUp: ProviderError = {
  code: "dispatch_failed",
  message: "The hub could not hand the message over, however often it tried. It was not sent.",
  providerCode: null,
  retryable: true,
};
