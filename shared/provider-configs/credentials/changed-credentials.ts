import { log } from "../../observability/logger.ts";
import type { ProviderCredentials } from "../../providers/credentials.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { credentialsOf } from "./credentials-of.ts";

/**
 * Call this when the provider refused a configuration's credentials. It returns the credentials that were set since the configuration was
 * read. Null: there are none, or the hub cannot read them. Never throws.
 */
export const changedCredentials = async (config: StoredProviderConfig): Promise<ProviderCredentials | null> => {
  const { provider, id: providerConfigId } = config;
  log.warn("credentials_refused", { provider, providerConfigId });
  try {
    const before = await credentialsOf(config);
    const after = await credentialsOf(config, { fresh: true });
    return before === after ? null : after;
  } catch (error) {
    log.error("store_unavailable", error, { providerConfigId });
    return null;
  }
};
