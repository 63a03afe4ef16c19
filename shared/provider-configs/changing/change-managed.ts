import { requireLiveKey } from "../../identity/caller.ts";
import { retryOnRace } from "../../kernel/optimistic-change.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import type { ConfigAndDefault } from "../provider-config-reads.ts";
import { type ConfigManager, managedConfig, requireOwners } from "./config-manager.ts";

/**
 * The checks before every change of a configuration. They exist because each change writes an audit row and can call KMS or the provider.
 * Throws permission_missing for a test key, and rate_limited if the caller made too many changes (invariant 31).
 */
export const beginChange = async (manager: ConfigManager): Promise<void> => {
  requireLiveKey(manager);
  await limitCreation(manager, "providerConfigChanges");
};

/**
 * Reads a configuration and calls `change`, which decides and writes. `change` returns null if another request wrote first; then this
 * function reads the configuration and calls `change` again. `isStop`: the change only stops or deletes the configuration; a tenant's key
 * may do that to a user's configuration. Throws not_found, permission_missing, and conflict if every attempt loses the race.
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
