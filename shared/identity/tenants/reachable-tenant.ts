import { notFound } from "../../kernel/errors.ts";
import type { Caller } from "../caller.ts";
import { type StoredTenant, tenantIdFrom } from "./tenant.ts";
import { readTenant } from "./tenant-reads.ts";

/**
 * The tenant that a path names. `current` and the caller's own tenant id mean the caller's tenant. Only a platform administrator can name
 * another one; for every other caller that tenant does not exist (invariant 16). Throws not_found.
 */
export const reachableTenant = async (caller: Caller, name: string): Promise<StoredTenant> => {
  const id = name === "current" ? caller.tenantId : name;
  if (id !== caller.tenantId && !caller.permissions.has("platform_admin")) throw notFound("tenant");
  // Only here can a tenant's id come from a path, because the caller's permission was checked. tenantIdFrom rejects the keys of other rows.
  const tenantId = tenantIdFrom(id);
  const tenant = tenantId && (await readTenant(tenantId));
  if (!tenant) throw notFound("tenant");
  return tenant;
};
