import { actingUser } from "../../identity/authorization/named-user.ts";
import type { Caller } from "../../identity/caller.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { type ConfigAndDefault, readConfig } from "../provider-config-reads.ts";

/** Who manages configurations, and whose: a tenant's own, or the hub-wide ones. */
export type ConfigManager = Pick<
  Caller,
  | "tenantId"
  | "mode"
  | "userId"
  | "defaultCountry"
  | "restrictedToUserId"
  | "permissions"
  | "actor"
  | "requestId"
  | "operation"
>;

/** A platform administrator at the hub-wide configurations, which the hub's own tenant owns. */
export const hubManager = (caller: Caller): ConfigManager => ({
  ...caller,
  tenantId: hubTenantId,
  restrictedToUserId: null,
});

/**
 * Whether a configuration is there for this caller; where not, it answers as one that does not exist. A user's own is that user's
 * alone: another user's token does not reach it, whatever it may do otherwise. An API key is the tenant's own server, which sees its users'
 * configurations, and may stop them (requireOwners).
 */
export const isWithinReach = (
  { restrictedToUserId, userId }: Pick<ConfigManager, "restrictedToUserId" | "userId">,
  { ownerUserId }: Pick<StoredProviderConfig, "ownerUserId">,
): boolean => {
  if (restrictedToUserId !== null) return ownerUserId === restrictedToUserId;
  return ownerUserId === null || userId === null || ownerUserId === userId;
};

/** A caller who manages a tenant's configurations, or those of the user for whom an API key acts. Throws what actingUser throws. */
export const managerFor = (caller: Caller, { onBehalfOf }: Readonly<Record<string, unknown>>): ConfigManager => ({
  ...caller,
  restrictedToUserId: typeof onBehalfOf === "string" ? actingUser(caller, onBehalfOf) : caller.restrictedToUserId,
});

/**
 * Whether a caller is the owner, or acts for the owner: what changes a user's own configuration changes where that user's messages go, so a
 * tenant's key needs act_for_users and says so (invariant 29).
 */
const isOwners = (
  { restrictedToUserId, userId }: Pick<ConfigManager, "restrictedToUserId" | "userId">,
  ownerUserId: string | null,
) => ownerUserId === null || ownerUserId === (userId ?? restrictedToUserId);

/** Whose a new configuration is. Throws permission_missing for another user's. */
export const ownerOfNew = (manager: ConfigManager, wanted: string | null): string | null => {
  const ownerUserId = wanted ?? manager.restrictedToUserId;
  if (isWithinReach(manager, { ownerUserId }) && isOwners(manager, ownerUserId)) return ownerUserId;
  throw new Problem("permission_missing", {
    detail: "A user's configuration is made by that user's token, or by a key with act_for_users and ?onBehalfOf=.",
  });
};

/** Throws permission_missing for a tenant's key at a user's own configuration, unless it acts for that user. */
export const requireOwners = (
  manager: Pick<ConfigManager, "restrictedToUserId" | "userId">,
  { ownerUserId }: Pick<StoredProviderConfig, "ownerUserId">,
): void => {
  if (isOwners(manager, ownerUserId)) return;
  throw new Problem("permission_missing", {
    detail:
      "A user's own configuration is changed by that user's token, or by a key with act_for_users and ?onBehalfOf=. Any other key may switch it off (isActive: false alone) or delete it.",
  });
};

/** A configuration the manager may see and change. Throws not_found for any other, and for one that is not there. */
export const managedConfig = async (manager: ConfigManager, id: string): Promise<ConfigAndDefault> => {
  const found = await readConfig(manager.tenantId, id);
  if (!found || !isWithinReach(manager, found.config)) throw notFound("provider configuration");
  return found;
};
