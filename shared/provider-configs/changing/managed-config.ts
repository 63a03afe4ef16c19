import { notFound } from "../../kernel/errors.ts";
import { type ConfigAndDefault, readConfig } from "../provider-config-reads.ts";
import { type ConfigManager, isWithinReach } from "./config-manager.ts";

/** A configuration the manager may see and change. Throws not_found for any other, and for one that is not there. */
export const managedConfig = async (manager: ConfigManager, id: string): Promise<ConfigAndDefault> => {
  const found = await readConfig(manager.tenantId, id);
  if (!found || !isWithinReach(manager, found.config)) throw notFound("provider configuration");
  return found;
};
