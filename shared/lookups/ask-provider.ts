import { log } from "../observability/logger.ts";
import { maskNumber } from "../observability/masking.ts";
import { credentialsOf } from "../provider-configs/credentials/credentials-of.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { manifestOf } from "../providers/manifests.ts";
import { openLookups } from "../providers/open-lookups.ts";
import type { ProviderLookup } from "../providers/provider.ts";
import { ProviderFailure, problemOfFailure } from "../providers/provider-failure.ts";
import { requireInRegion } from "../providers/regions.ts";
import type { FetchedField } from "./lookup.ts";

/** False: the configuration has no provider to ask, so the numbering plan must do. */
export const hasLookups = ({ provider, testMode }: StoredProviderConfig): boolean =>
  manifestOf(provider).looksUp && !testMode;

/**
 * Makes one paid request. If the provider refuses the credentials, they are read again once, in case they have changed. Throws problems.
 */
export const askProvider = async (
  providerConfig: StoredProviderConfig,
  number: string,
  fields: readonly FetchedField[],
): Promise<ProviderLookup> => {
  requireInRegion(providerConfig, "lookups");
  const ask = async (fresh: boolean): Promise<ProviderLookup> => {
    const lookups = await openLookups(providerConfig, () => credentialsOf(providerConfig, { fresh }));
    if (!lookups) throw new Error(`The provider ${providerConfig.provider} has no lookups`);
    return lookups.lookup(number, fields);
  };
  try {
    return await ask(false).catch((error: unknown) => {
      if (error instanceof ProviderFailure && error.kind === "credentials") return ask(true);
      throw error;
    });
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    if (error.kind === "credentials")
      log.warn("credentials_refused", { provider: providerConfig.provider, providerConfigId: providerConfig.id });
    log.warn("lookup_failed", {
      providerConfigId: providerConfig.id,
      kind: error.kind,
      error: error.error.code,
      providerCode: error.error.providerCode,
      number: maskNumber(number),
    });
    throw problemOfFailure(error, "not_supported");
  }
};
