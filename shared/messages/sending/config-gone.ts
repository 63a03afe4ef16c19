import type { ProviderError } from "../../providers/provider.ts";

/** There is nothing left to send with. */
export const configGone: ProviderError = {
  code: "provider_config_unusable",
  message: "The provider configuration was deleted.",
  providerCode: null,
  retryable: false,
};
