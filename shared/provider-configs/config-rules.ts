import * as rules from "../api/rules.ts";
import { broken } from "../errors.ts";
import type { TenantId } from "../ids.ts";
import type { StoredProviderConfig } from "./provider-config.ts";
import { readConfig } from "./provider-config-reads.ts";

/** A user's configuration serves that user alone, so it cannot be what everybody falls back to. Throws invalid_request. */
export const refuseOwnedDefault = (isDefault: boolean | undefined, ownerUserId: string | null): void => {
  if (isDefault === true && ownerUserId !== null) throw broken(rules.ownedDefault);
};

/** Failing over goes to another configuration of the same owner, or to one of the tenant's. Throws invalid_request. */
export const refuseUnfitFailover = async (
  { tenantId, id, ownerUserId }: Pick<StoredProviderConfig, "id" | "ownerUserId"> & { tenantId: TenantId },
  failoverConfigId: string | null | undefined,
): Promise<void> => {
  if (failoverConfigId === null || failoverConfigId === undefined) return;
  const other = failoverConfigId === id ? null : await readConfig(tenantId, failoverConfigId);
  if (!other || (other.config.ownerUserId !== null && other.config.ownerUserId !== ownerUserId))
    throw broken(rules.failover);
};
