import { Problem } from "../../kernel/errors.ts";
import { tenantOfScope } from "../../kernel/ids.ts";
import { chooseConfig } from "../../provider-configs/choose-config.ts";
import { changedCredentials } from "../../provider-configs/credentials/changed-credentials.ts";
import { credentialsOf } from "../../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { CodeVerifications } from "../../providers/provider.ts";
import { verificationsFor } from "../../providers/verifications-for.ts";
import type { StoredVerification } from "../verification.ts";

/** The configuration a verification was started with, the tenant's or the hub's. Throws not_found where it is gone or switched off. */
export const configOf = async ({ scope, providerConfigId }: StoredVerification): Promise<StoredProviderConfig> => {
  const whose = { tenantId: tenantOfScope(scope), useHubProvider: true };
  const config = providerConfigId === null ? null : await chooseConfig(whose, { providerConfigId, actingUserId: null });
  if (!config) throw new Problem("not_found", { detail: "No such provider configuration." });
  return config;
};

/** Throws not_supported where the configuration has no Verify service. */
export const verifyServiceOf = async (
  config: StoredProviderConfig,
  credentials = () => credentialsOf(config),
): Promise<CodeVerifications> => {
  const service = await verificationsFor(config, credentials);
  if (!service) throw new Problem("not_supported", { detail: "The provider configuration has no Verify service." });
  return service;
};

/** Where the credentials we had were refused: the service with those that were set since; null: there are none. */
export const renewedServiceOf = async (config: StoredProviderConfig): Promise<CodeVerifications | null> => {
  const changed = await changedCredentials(config);
  return changed && verifyServiceOf(config, async () => changed);
};
