import { actingUser } from "../../identity/authorization/named-user.ts";
import type { Caller } from "../../identity/caller.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import type { StoredProviderConfig } from "../provider-config.ts";
import { type ConfigAndDefault, readConfig } from "../provider-config-reads.ts";

/** A caller who manages configurations. `tenantId` is the owner of the configurations: a tenant, or the hub for the hub-wide ones. */
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

/** Lets a platform administrator manage the hub-wide configurations, which belong to the hub's own tenant. */
export const hubManager = (caller: Caller): ConfigManager => ({
  ...caller,
  tenantId: hubTenantId,
  restrictedToUserId: null,
});

/**
 * Whether this caller can see a configuration. If not, the API answers as if it did not exist. The token of one user never reaches the
 * configuration of another user, whatever its permissions. An API key belongs to the tenant's server, which can see the configurations of
 * its users and stop them (requireOwners).
 */
export const isWithinReach = (
  { restrictedToUserId, userId }: Pick<ConfigManager, "restrictedToUserId" | "userId">,
  { ownerUserId }: Pick<StoredProviderConfig, "ownerUserId">,
): boolean => {
  if (restrictedToUserId !== null) return ownerUserId === restrictedToUserId;
  return ownerUserId === null || userId === null || ownerUserId === userId;
};

/** The manager of a tenant's configurations, or of those of the user for whom an API key acts. Throws the problems of actingUser. */
export const managerFor = (caller: Caller, { onBehalfOf }: Readonly<Record<string, unknown>>): ConfigManager => ({
  ...caller,
  restrictedToUserId: typeof onBehalfOf === "string" ? actingUser(caller, onBehalfOf) : caller.restrictedToUserId,
});

/**
 * Whether the caller is the owner or acts for the owner. A change of a user's configuration can redirect that user's messages, so a
 * tenant's key needs act_for_users and must name the user in `onBehalfOf` (invariant 29).
 */
const isOwners = (
  { restrictedToUserId, userId }: Pick<ConfigManager, "restrictedToUserId" | "userId">,
  ownerUserId: string | null,
) => ownerUserId === null || ownerUserId === (userId ?? restrictedToUserId);

/** The owner of a new configuration. Throws permission_missing if the caller may not create one for that owner. */
export const ownerOfNew = (manager: ConfigManager, wanted: string | null): string | null => {
  const ownerUserId = wanted ?? manager.restrictedToUserId;
  if (isWithinReach(manager, { ownerUserId }) && isOwners(manager, ownerUserId)) return ownerUserId;
  throw new Problem("permission_missing", {
    detail: "A user's configuration is made by that user's token, or by a key with act_for_users and ?onBehalfOf=.",
  });
};

/** Throws permission_missing if a tenant's key changes a user's configuration without acting for that user. */
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

/** Reads a configuration that the manager can see. Throws not_found if it does not exist or the manager cannot see it. */
export const managedConfig = async (manager: ConfigManager, id: string): Promise<ConfigAndDefault> => {
  const found = await readConfig(manager.tenantId, id);
  if (!found || !isWithinReach(manager, found.config)) throw notFound("provider configuration");
  return found;
};
