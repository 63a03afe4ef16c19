import { type Permission, permissionAliases, permissions } from "../../api/permissions.ts";
import { hubTenantId, type KeyMode, type TenantId } from "../../kernel/ids.ts";

/**
 * What a credential may really do: `platform_admin` holds for live credentials of the hub's own tenant and nowhere else, whatever a
 * key's row or a token's claim says.
 */
export const grantedPermissions = (
  names: readonly string[],
  { tenantId, mode }: { tenantId: TenantId; mode: KeyMode },
): Permission[] => {
  const mayAdministrate = tenantId === hubTenantId && mode === "live";
  return permissions.filter((one) => names.includes(one) && (one !== "platform_admin" || mayAdministrate));
};

/** A token's claim, a list or words between spaces or commas, with the names of the older PhoneHub turned into ours. */
export const permissionNamesOf = (claim: unknown): string[] => {
  const names: unknown[] = typeof claim === "string" ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  return names
    .filter((name) => typeof name === "string")
    .flatMap((name): readonly string[] =>
      Object.hasOwn(permissionAliases, name) ? (permissionAliases[name] ?? []) : [name],
    );
};
