import type { ProviderError } from "../../providers/provider.ts";

/** What an expired message tells: as Twilio does with its 30036. */
export const validityEnded: ProviderError = {
  code: "validity_expired",
  message: "The message's validity ended before the provider could take it.",
  providerCode: null,
  retryable: true,
};
