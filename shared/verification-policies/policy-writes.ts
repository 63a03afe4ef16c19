import { transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { layersUpdate } from "../limits/layers-update.ts";
import type { PolicyLayers } from "./verification-policy.ts";
import { policyKey } from "./verification-policy.ts";

/**
 * Writes a tenant's settings together with an audit row (invariant 22). False: the settings have changed since `revision` was read.
 */
export const writePolicy = async (
  tenantId: TenantId,
  layers: PolicyLayers,
  audit: AuditEntry,
  revision: number,
): Promise<boolean> => {
  const update = layersUpdate(config.table("tenants"), policyKey(tenantId), layers, revision);
  return (await transact([update, auditRow(audit)])).length === 0;
};
