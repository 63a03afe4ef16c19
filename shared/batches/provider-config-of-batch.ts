import { cache } from "../kernel/cache.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import type { StoredBatch } from "./batch.ts";

const remembered = cache<StoredProviderConfig | null>({
  milliseconds: () => waits().settingsMemory,
  entries: 500,
});

type BatchProviderConfig =
  /** Null: there is none, for a test key's batch needs none. */
  | { kind: "usable"; providerConfig: StoredProviderConfig | null }
  /** Its credentials were replaced and have not passed test-connection yet: the batch waits for that. */
  | { kind: "unverified"; providerConfig: StoredProviderConfig }
  /** It was deactivated: the batch is held until it is active again. */
  | { kind: "inactive"; providerConfig: StoredProviderConfig }
  /** Deleted: nothing more is sent with it. */
  | { kind: "gone"; providerConfig: null };

/**
 * The configuration the batch was made with, as it was within the last 10 s; but no batch waits or fails by memory: a configuration that
 * may not send is read again.
 */
export const providerConfigOfBatch = async ({
  providerConfigId,
  configTenantId,
  isTest,
}: StoredBatch): Promise<BatchProviderConfig> => {
  if (providerConfigId === null || configTenantId === null) return { kind: "usable", providerConfig: null };
  const load = () => readConfigRow(configTenantId, providerConfigId);
  const known = await remembered.recall(providerConfigId, load);
  const providerConfig = maySend(known) ? known : await remembered.refresh(providerConfigId, load);
  if (!providerConfig) return { kind: "gone", providerConfig: null };
  if (!providerConfig.isActive) return { kind: "inactive", providerConfig };
  // Of a test batch nothing reaches a provider, whatever its configuration waits for.
  return { kind: isTest || isUsable(providerConfig) ? "usable" : "unverified", providerConfig };
};

/** For whoever was turned away just now: how the provider fares is in its row. */
export const refreshProviderConfig = async ({ providerConfigId, configTenantId }: StoredBatch): Promise<void> => {
  if (providerConfigId === null || configTenantId === null) return;
  await remembered.refresh(providerConfigId, () => readConfigRow(configTenantId, providerConfigId));
};

const maySend = (providerConfig: StoredProviderConfig | null): boolean =>
  providerConfig?.isActive === true && isUsable(providerConfig);
