import { Problem } from "../kernel/errors.ts";
import type { KeyMode } from "../kernel/ids.ts";

/**
 * A test key sees and makes only test data (invariant 21). Tenants and provider configurations are the tenant's live settings, and
 * listing or connecting numbers asks the provider with live credentials: a test key may read the settings, and nothing more.
 */
export const requireLiveKey = ({ mode }: { mode: KeyMode }): void => {
  if (mode !== "live") throw new Problem("permission_missing", { detail: "A test key cannot do this." });
};
