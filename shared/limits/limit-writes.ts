import { transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { layersUpdate } from "./layers-update.ts";
import { settingsKey } from "./limit-keys.ts";
import type { LimitLayers } from "./limits.ts";

/**
 * Writes a tenant's settings and the audit row in one transaction (invariant 22). False: the settings no longer have the revision `read`,
 * because another request changed them.
 */
export const writeLayers = async (
  tenantId: TenantId,
  layers: LimitLayers,
  audit: AuditEntry,
  read = 0,
): Promise<boolean> => {
  const update = layersUpdate(config.table("limits"), { pk: settingsKey(tenantId) }, layers, read);
  return (await transact([update, auditRow(audit)])).length === 0;
};
