import { requireLiveKey } from "../../identity/live-only.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import type { ConfigManager } from "./config-manager.ts";

/**
 * What every change of a configuration begins with: a change makes an audit row, and asks KMS or the provider. Throws permission_missing for
 * a test key, and rate_limited for a caller who made too many changes (invariant 31).
 */
export const beginChange = async (manager: ConfigManager): Promise<void> => {
  requireLiveKey(manager);
  await limitCreation(manager, "providerConfigChanges");
};
