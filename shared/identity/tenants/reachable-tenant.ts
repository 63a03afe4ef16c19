import { notFound } from "../../kernel/errors.ts";
import type { Caller } from "../caller.ts";
import { type StoredTenant, tenantIdFrom } from "./tenant.ts";
import { readTenant } from "./tenant-reads.ts";

/**
 * The tenant a path names: `current` or its own id is the caller's, any other only a platform administrator's to reach. For
 * everybody else another tenant does not exist (invariant 16). Throws not_found.
 */
export const reachableTenant = async (caller: Caller, name: string): Promise<StoredTenant> => {
  const id = name === "current" ? caller.tenantId : name;
  if (id !== caller.tenantId && !caller.permissions.has("platform_admin")) throw notFound("tenant");
  // Reached by permission and not by ownership: the one place where a tenant's id may come from a path. What lies beside tenants is none.
  const tenantId = tenantIdFrom(id);
  const tenant = tenantId && (await readTenant(tenantId));
  if (!tenant) throw notFound("tenant");
  return tenant;
};
