import { setTimeout as sleep } from "node:timers/promises";
import { Problem } from "../../kernel/errors.ts";
import type { ConfigAndDefault } from "../provider-config-reads.ts";
import { type ConfigManager, requireOwners } from "./config-manager.ts";
import { managedConfig } from "./managed-config.ts";

const maximumAttempts = 8;

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
): Promise<Result> => {
  for (let attempt = 1; attempt <= maximumAttempts; attempt++) {
    const current = await managedConfig(manager, id);
    if (!isStop) requireOwners(manager, current.config);
    const result = await change(current);
    if (result !== null) return result;
    await sleep(Math.random() * 20 * attempt);
  }
  throw new Problem("conflict", { detail: "The configuration is being changed by others: try again." });
};
