import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { transact } from "../aws/transaction.ts";
import { newUpdate } from "../aws/update-expression.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { policyKey } from "./policy-keys.ts";
import type { PolicyChanges } from "./verification-policy.ts";

/** Sets what is given, returns to the default what is null, and leaves the rest; with its audit row (invariant 22). */
export const updatePolicy = async (tenantId: TenantId, changes: PolicyChanges, audit: AuditEntry): Promise<void> => {
  const update = newUpdate();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) update.remove(name);
    else if (value !== undefined) update.set(name, value);
  }
  const { UpdateExpression, ExpressionAttributeNames, ExpressionAttributeValues } = update.input();
  await transact([
    {
      Update: {
        TableName: config.table("tenants"),
        Key: policyKey(tenantId),
        UpdateExpression,
        ExpressionAttributeNames,
        ...(Object.keys(ExpressionAttributeValues).length > 0 ? { ExpressionAttributeValues } : {}),
      },
    },
    auditRow(audit),
  ]);
};
