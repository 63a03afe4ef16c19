import { cache } from "../kernel/cache.ts";
import { waits } from "../kernel/waits.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { readConfigRow } from "../provider-configs/provider-config-reads.ts";
import type { StoredMessage } from "./stored-message.ts";

const remembered = cache<StoredProviderConfig | null>({
  milliseconds: () => waits().settingsMemory,
  entries: 500,
});

/** The configuration the message was accepted with, active or not, as it was within the last 10 s. Null: there was none, or it was deleted. */
export const configOfMessage = async ({
  providerConfigId,
  configTenantId,
}: StoredMessage): Promise<StoredProviderConfig | null> => {
  if (providerConfigId === undefined || configTenantId === undefined) return null;
  return remembered.recall(providerConfigId, () => readConfigRow(configTenantId, providerConfigId));
};
