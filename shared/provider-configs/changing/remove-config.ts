import { auditOf } from "../../identity/audit/audit-entry.ts";
import { deleteConfig } from "../provider-config-writes.ts";
import { beginChange, changeManaged } from "./change-managed.ts";
import type { ConfigManager } from "./config-manager.ts";

/** Deletes a configuration together with its credentials, which are in the same row. Throws not_found. */
export const removeConfig = async (manager: ConfigManager, id: string): Promise<void> => {
  await beginChange(manager);
  await changeManaged(
    manager,
    id,
    async ({ config, defaultId }) => {
      const audit = auditOf(manager, id, { name: config.name, provider: config.provider });
      return (await deleteConfig(config, defaultId === id, audit)) ? "deleted" : null;
    },
    { isStop: true },
  );
};
