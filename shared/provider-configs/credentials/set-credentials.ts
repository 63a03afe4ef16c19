import { auditOf } from "../../identity/audit/audit-entry.ts";
import { beginChange, changeManaged } from "../changing/change-managed.ts";
import type { ConfigManager } from "../changing/config-manager.ts";
import { type ProviderConfigView, viewOfConfig } from "../changing/config-view.ts";
import { updateConfig } from "../provider-config-writes.ts";
import { type GivenCredentials, sealedCredentials } from "./seal-credentials.ts";

/** Sets or replaces the credentials. No answer ever contains them, and they must pass a connection test before a live send. */
export const setCredentials = async (
  manager: ConfigManager,
  id: string,
  given: GivenCredentials,
): Promise<ProviderConfigView> => {
  await beginChange(manager);
  return changeManaged(manager, id, async ({ config, defaultId }) => {
    const changes = await sealedCredentials(config, given);
    return (await updateConfig(config, changes, "leave", auditOf(manager, id)))
      ? viewOfConfig({ ...config, ...changes }, defaultId)
      : null;
  });
};
