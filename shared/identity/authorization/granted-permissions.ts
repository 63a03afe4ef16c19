import { type Permission, permissionAliases, permissions } from "../../api/permissions.ts";
import { hubTenantId, type KeyMode, type TenantId } from "../../kernel/ids.ts";

/**
 * The permissions of a credential. Only a live credential of the hub's own tenant gets `platform_admin`, even if the row of another key or
 * the claim of another token names it.
 */
export const grantedPermissions = (
  names: readonly string[],
  { tenantId, mode }: { tenantId: TenantId; mode: KeyMode },
): Permission[] => {
  const mayAdministrate = tenantId === hubTenantId && mode === "live";
  return permissions.filter((one) => names.includes(one) && (one !== "platform_admin" || mayAdministrate));
};

/** Reads the permissions claim of a token: a list, or a text separated by spaces or commas. Translates the names of the older PhoneHub. */
export const permissionNamesOf = (claim: unknown): string[] => {
  const names: unknown[] = typeof claim === "string" ? claim.split(/[\s,]+/) : Array.isArray(claim) ? claim : [];
  return names
    .filter((name) => typeof name === "string")
    .flatMap((name): readonly string[] =>
      Object.hasOwn(permissionAliases, name) ? (permissionAliases[name] ?? []) : [name],
    );
};
