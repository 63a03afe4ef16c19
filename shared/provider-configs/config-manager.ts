import { Problem } from "../errors.ts";
import { hubTenantId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import type { StoredProviderConfig } from "./provider-config.ts";

/** Who manages configurations, and whose: a tenant's own, or the hub-wide ones. */
export type ConfigManager = Pick<
  Caller,
  "tenantId" | "mode" | "userId" | "defaultCountry" | "onlyOwn" | "permissions" | "actor" | "requestId" | "operation"
>;

/** A platform administrator at the hub-wide configurations, which the hub's own tenant owns. */
export const hubManager = (caller: Caller): ConfigManager => ({ ...caller, tenantId: hubTenantId, onlyOwn: null });

/**
 * Whether a configuration is there for this caller; where not, it answers as one that does not exist. A user's own is that user's
 * alone: another user's token does not reach it, whatever it may do otherwise. An API key is the tenant's own server, which
 * manages its users' configurations for them.
 */
export const isWithinReach = (
  { onlyOwn, userId }: Pick<ConfigManager, "onlyOwn" | "userId">,
  { ownerUserId }: Pick<StoredProviderConfig, "ownerUserId">,
): boolean => {
  if (onlyOwn !== null) return ownerUserId === onlyOwn;
  return ownerUserId === null || userId === null || ownerUserId === userId;
};

/** Whose a new configuration is. Throws permission_missing for another user's. */
export const ownerOfNew = ({ onlyOwn, userId }: ConfigManager, wanted: string | null): string | null => {
  const ownerUserId = wanted ?? onlyOwn;
  if (isWithinReach({ onlyOwn, userId }, { ownerUserId })) return ownerUserId;
  throw new Problem("permission_missing", { detail: "A user's configuration can be made by that user alone." });
};
