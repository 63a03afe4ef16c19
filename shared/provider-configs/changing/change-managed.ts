import { againWhereRaced } from "../../kernel/optimistic-change.ts";
import type { ConfigAndDefault } from "../provider-config-reads.ts";
import { type ConfigManager, requireOwners } from "./config-manager.ts";
import { managedConfig } from "./managed-config.ts";

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
  againWhereRaced("configuration", async () => {
    const current = await managedConfig(manager, id);
    if (!isStop) requireOwners(manager, current.config);
    return change(current);
  });
