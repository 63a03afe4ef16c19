import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { transact } from "../aws/transaction.ts";
import { newUpdate } from "../aws/update-expression.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { settingsKey } from "./limit-keys.ts";
import type { LimitOverrides } from "./limits.ts";

/** Sets what is given, returns to the default what is null, and leaves the rest; with its audit row (invariant 22). */
export const updateOverrides = async (
  tenantId: TenantId,
  changes: { readonly [Name in keyof LimitOverrides]: LimitOverrides[Name] | null },
  audit: AuditEntry,
): Promise<void> => {
  const update = newUpdate();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) update.remove(name);
    else update.set(name, value);
  }
  const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = update.input();
  await transact([
    {
      Update: {
        TableName: config.table("limits"),
        Key: { pk: settingsKey(tenantId) },
        UpdateExpression,
        ExpressionAttributeNames,
        ...(Object.keys(ExpressionAttributeValues).length > 0 ? { ExpressionAttributeValues } : {}),
      },
    },
    auditRow(audit),
  ]);
};
