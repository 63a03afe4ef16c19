import { isUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfig } from "../provider-configs/provider-config-reads.ts";
import { shortMemory } from "../short-memory.ts";
import type { StoredBatch } from "./batch.ts";

const remembered = shortMemory<StoredProviderConfig | null>({ milliseconds: 30_000, entries: 500 });

/** The configuration the batch was made with, as it is now; null: there was none (a test key's), or it may not send any more. */
export const configOfBatch = async (batch: StoredBatch): Promise<StoredProviderConfig | null> => {
  const { providerConfigId, configTenantId } = batch;
  if (providerConfigId === null || configTenantId === null) return null;
  const config = await remembered.recall(
    providerConfigId,
    async () => (await readConfig(configTenantId, providerConfigId))?.config ?? null,
  );
  return config?.isActive && isUsable(config) ? config : null;
};
