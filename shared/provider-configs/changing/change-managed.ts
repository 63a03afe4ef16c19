import { requireLiveKey } from "../../identity/caller.ts";
import { retryOnRace } from "../../kernel/optimistic-change.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import type { ConfigAndDefault } from "../provider-config-reads.ts";
import { type ConfigManager, managedConfig, requireOwners } from "./config-manager.ts";

/**
 * What every change of a configuration begins with: a change makes an audit row, and asks KMS or the provider. Throws permission_missing for
 * a test key, and rate_limited for a caller who made too many changes (invariant 31).
 */
export const beginChange = async (manager: ConfigManager): Promise<void> => {
  requireLiveKey(manager);
  await limitCreation(manager, "providerConfigChanges");
};

/**
 * Reads a configuration, decides and writes, again where somebody came between: `change` answers null for that. `isStop`: it only stops
 * the configuration, which a tenant's key may do to a user's own. Throws not_found, permission_missing, and conflict where somebody always
 * comes between.
 */
export const changeManaged = async <Result>(
  manager: ConfigManager,
  id: string,
  change: (current: ConfigAndDefault) => Promise<Result | null>,
  { isStop = false }: { isStop?: boolean } = {},
): Promise<Result> =>
  retryOnRace("configuration", async () => {
    const current = await managedConfig(manager, id);
    if (!isStop) requireOwners(manager, current.config);
    return change(current);
  });
