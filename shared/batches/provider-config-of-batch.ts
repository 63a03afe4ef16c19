import { cache } from "../kernel/cache.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import type { StoredBatch } from "./batch.ts";

const configCache = cache<StoredProviderConfig | null>({
  milliseconds: () => waits().settingsMemory,
  entries: 500,
});

type BatchProviderConfig =
  /** Null: the batch has none, because a test key needs none. */
  | { kind: "usable"; providerConfig: StoredProviderConfig | null }
  /** New credentials have not passed test-connection yet. The batch waits until they do. */
  | { kind: "unverified"; providerConfig: StoredProviderConfig }
  /** It is deactivated. The batch is held until it is active again. */
  | { kind: "inactive"; providerConfig: StoredProviderConfig }
  /** It is deleted. The hub sends nothing more of the batch. */
  | { kind: "gone"; providerConfig: null };

/**
 * The configuration that the batch was made with, cached for 10 s. A cached row alone never makes a batch wait or fail: a configuration
 * that may not send is read again.
 */
export const providerConfigOfBatch = async ({
  providerConfigId,
  configTenantId,
  isTest,
}: StoredBatch): Promise<BatchProviderConfig> => {
  if (providerConfigId === null || configTenantId === null) return { kind: "usable", providerConfig: null };
  const load = () => readConfigRow(configTenantId, providerConfigId);
  const cached = await configCache.recall(providerConfigId, load);
  const providerConfig = maySend(cached) ? cached : await configCache.refresh(providerConfigId, load);
  if (!providerConfig) return { kind: "gone", providerConfig: null };
  if (!providerConfig.isActive) return { kind: "inactive", providerConfig };
  // A test batch sends nothing to a provider, so its configuration need not be verified.
  return { kind: isTest || isUsable(providerConfig) ? "usable" : "unverified", providerConfig };
};

/** Reads the configuration again after its provider turned messages away, because the row holds the provider's health. */
export const refreshProviderConfig = async ({ providerConfigId, configTenantId }: StoredBatch): Promise<void> => {
  if (providerConfigId === null || configTenantId === null) return;
  await configCache.refresh(providerConfigId, () => readConfigRow(configTenantId, providerConfigId));
};

const maySend = (providerConfig: StoredProviderConfig | null): boolean =>
  providerConfig?.isActive === true && isUsable(providerConfig);
