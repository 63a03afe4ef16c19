import type { ProviderAccount } from "../../../../shared/providers/provider.ts";
import { providerError } from "../../../../shared/providers/provider-error.ts";
import { ProviderFailure } from "../../../../shared/providers/provider-failure.ts";
import { isRefused, type MemoryCredentials } from "./memory-credentials.ts";

/** The account that a key belongs to. */
export const memoryAccount = (credentials: MemoryCredentials): ProviderAccount => ({
  describe: async () => {
    if (isRefused(credentials))
      throw new ProviderFailure("credentials", providerError("credentials_rejected", "unknown-key"));
    return { name: "Memory", status: null, balance: null };
  },
});
