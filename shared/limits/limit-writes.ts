import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { transact } from "../aws/transaction.ts";
import { newUpdate } from "../aws/update-expression.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { settingsKey } from "./limit-keys.ts";
import type { LimitOverrides } from "./limits.ts";

/**
 * Sets what is given, returns to the default what is null, and leaves the rest; with its audit row (invariant 22). False: somebody changed
 * the limits since they were read. `read`: the revision they had then.
 */
export const updateOverrides = async (
  tenantId: TenantId,
  changes: { readonly [Name in keyof LimitOverrides]: LimitOverrides[Name] | null },
  audit: AuditEntry,
  read = 0,
): Promise<boolean> => {
  const update = newUpdate();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) update.remove(name);
    else update.set(name, value);
  }
  update.set("revision", read + 1);
  update.condition(read === 0 ? "attribute_not_exists(#revision)" : `#revision = ${update.value(read)}`);
  const refused = await transact([
    { Update: { TableName: config.table("limits"), Key: { pk: settingsKey(tenantId) }, ...update.input() } },
    auditRow(audit),
  ]);
  return refused.length === 0;
};
