import type { QueryOf } from "../../api/operation.ts";
import type { getProviderConfig } from "../../api/operations/provider-configs.ts";
import { listMerged } from "../../aws/merged-query.ts";
import { pageOfRows } from "../../aws/short-list.ts";
import { config } from "../../kernel/config.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { readConfigEntries, readConfigsOfOwner, readDefaultId } from "../provider-config-reads.ts";
import { type ConfigManager, isWithinReach, managedConfig } from "./config-manager.ts";
import { configInView, viewOfConfig } from "./config-view.ts";

interface Query {
  limit: number;
  cursor?: string | undefined;
  view: "basic" | "default" | "full";
  ownerUserId?: string | undefined;
}

/**
 * Lists the configurations that the manager can see, newest first. `ownerUserId` limits the list to one user. Throws invalid_cursor.
 */
export const listConfigs = async (manager: ConfigManager, query: Query) => {
  const [{ items, nextCursor }, defaultId] = await Promise.all([
    pageFor(manager, query),
    readDefaultId(manager.tenantId),
  ]);
  return { items: items.map((row) => configInView(viewOfConfig(row, defaultId), query.view)), nextCursor };
};

/** An API key sees the configurations of all owners, read page by page. Other callers see a few, which the hub reads all at once. */
const pageFor = async (manager: ConfigManager, query: Query) => {
  const { tenantId, restrictedToUserId, userId } = manager;
  const isWanted = (row: StoredProviderConfig): boolean =>
    isWithinReach(manager, row) && (query.ownerUserId === undefined || row.ownerUserId === query.ownerUserId);
  const owners = query.ownerUserId !== undefined ? [query.ownerUserId] : ownersWithin({ restrictedToUserId, userId });
  if (owners === null) return everyConfig(tenantId, query);
  const rows = await Promise.all(owners.map((owner) => readConfigsOfOwner(tenantId, owner)));
  return pageOfRows(rows.flat().filter(isWanted), query);
};

/** The owners whose configurations the caller can see. Null: all owners. */
const ownersWithin = ({
  restrictedToUserId,
  userId,
}: Pick<ConfigManager, "restrictedToUserId" | "userId">): (string | null)[] | null => {
  if (restrictedToUserId !== null) return [restrictedToUserId];
  return userId === null ? null : [null, userId];
};

const everyConfig = (tenantId: string, { limit, cursor }: Query) =>
  listMerged({
    sources: [
      {
        table: config.table("providerConfigs"),
        index: "byTime",
        key: { name: "timeKey", value: tenantId },
        sortName: "timeSort",
      },
    ],
    limit,
    cursor,
    load: readConfigEntries,
  });

export const getConfig = async (manager: ConfigManager, id: string, { view }: QueryOf<typeof getProviderConfig>) => {
  const { config, defaultId } = await managedConfig(manager, id);
  return configInView(viewOfConfig(config, defaultId), view);
};
