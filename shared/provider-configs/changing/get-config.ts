import type { QueryOf } from "../../api/operation.ts";
import type { getProviderConfig } from "../../api/operations/provider-configs.ts";
import type { ConfigManager } from "./config-manager.ts";
import { configInView, viewOfConfig } from "./config-view.ts";
import { managedConfig } from "./managed-config.ts";

export const getConfig = async (manager: ConfigManager, id: string, { view }: QueryOf<typeof getProviderConfig>) => {
  const { config, defaultId } = await managedConfig(manager, id);
  return configInView(viewOfConfig(config, defaultId), view);
};
