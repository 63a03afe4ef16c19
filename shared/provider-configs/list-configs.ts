import type { QueryOf } from "../api/operation.ts";
import type { listProviderConfigs } from "../api/provider-configs.ts";
import { pageOfRows } from "../small-list.ts";
import { type ConfigManager, isWithinReach } from "./config-manager.ts";
import { configInView, viewOfConfig } from "./config-view.ts";
import { readTenantConfigs } from "./provider-config-reads.ts";

/** The configurations within the manager's reach, newest first. Throws invalid_cursor. */
export const listConfigs = async (manager: ConfigManager, query: QueryOf<typeof listProviderConfigs>) => {
  const { configs, defaultId } = await readTenantConfigs(manager.tenantId);
  const wanted = configs.filter(
    (config) =>
      isWithinReach(manager, config) && (query.ownerUserId === undefined || config.ownerUserId === query.ownerUserId),
  );
  const { items, nextCursor } = pageOfRows(wanted, query);
  return { items: items.map((row) => configInView(viewOfConfig(row, defaultId), query.view)), nextCursor };
};
