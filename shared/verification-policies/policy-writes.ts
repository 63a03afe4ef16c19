import { transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { layersUpdate } from "../limits/layers-update.ts";
import type { PolicyLayers } from "./verification-policy.ts";
import { policyKey } from "./verification-policy.ts";

/**
 * Writes what is set for a tenant, with its audit row (invariant 22). False: somebody changed it since it was read. `read`: the revision it
 * had then.
 */
export const writePolicy = async (
  tenantId: TenantId,
  layers: PolicyLayers,
  audit: AuditEntry,
  read: number,
): Promise<boolean> => {
  const update = layersUpdate(config.table("tenants"), policyKey(tenantId), layers, read);
  return (await transact([update, auditRow(audit)])).length === 0;
};
