import type { BodyOf } from "../../api/operation.ts";
import type { updateTenant } from "../../api/operations/tenants.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { reachableTenant } from "../../identity/tenants/reachable-tenant.ts";
import type { StoredTenant } from "../../identity/tenants/tenant.ts";
import { notFound, Problem } from "../../kernel/errors.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import { updateTenantRow } from "./tenant-writes.ts";

type Changes = BodyOf<typeof updateTenant>;

/** Throws permission_missing for a test key, and if the caller sets a platform administrator's field without being one. */
export const changeTenant = async (caller: Caller, name: string, changes: Changes): Promise<StoredTenant> => {
  requireLiveKey(caller);
  if (!caller.permissions.has("platform_admin")) refuseAdminFields(changes);
  const tenant = await reachableTenant(caller, name);
  if (Object.keys(changes).length > 0) await write(caller, tenant, changes);
  return { ...tenant, ...changes };
};

/** The operator pays for the hub's shared provider, so a tenant cannot allow it to itself (invariant 30). */
const refuseAdminFields = ({ useHubProvider }: Changes): void => {
  if (useHubProvider === undefined) return;
  throw new Problem("permission_missing", {
    detail: "useHubProvider: only a platform administrator can change it. Leave it out.",
    errors: [{ path: "useHubProvider", message: "only a platform administrator can change it" }],
  });
};

/** Throws conflict for the hub's own tenant, because nobody could resume it. */
export const setTenantStatus = async (
  caller: Caller,
  name: string,
  status: StoredTenant["status"],
): Promise<StoredTenant> => {
  requireLiveKey(caller);
  const tenant = await reachableTenant(caller, name);
  if (tenant.id === hubTenantId && status === "suspended")
    throw new Problem("conflict", { detail: "The hub's own tenant cannot be suspended. Name another tenant." });
  if (tenant.status !== status) await write(caller, tenant, { status });
  return { ...tenant, status };
};

/** The audit row belongs to the changed tenant, even if the caller is of another one. */
const write = async (
  caller: Caller,
  { id }: StoredTenant,
  changes: Parameters<typeof updateTenantRow>[0],
): Promise<void> => {
  if (!(await updateTenantRow(changes, auditOf({ ...caller, tenantId: id }, id, changes)))) throw notFound("tenant");
};
