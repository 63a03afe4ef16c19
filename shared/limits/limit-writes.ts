import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { type TransactItem, transact } from "../aws/transaction.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { settingsKey } from "./limit-keys.ts";
import type { LimitLayers } from "./limits.ts";

/**
 * Writes what is set for a tenant, with its audit row (invariant 22). False: somebody changed it since it was read. `read`: the revision it
 * had then.
 */
export const writeLayers = async (
  tenantId: TenantId,
  { ceilings, own }: LimitLayers,
  audit: AuditEntry,
  read = 0,
): Promise<boolean> => {
  const update: TransactItem = {
    Update: {
      TableName: config.table("limits"),
      Key: { pk: settingsKey(tenantId) },
      UpdateExpression: "SET ceilings = :ceilings, own = :own, revision = :next",
      ConditionExpression: read === 0 ? "attribute_not_exists(revision)" : "revision = :read",
      ExpressionAttributeValues: {
        ...{ ":ceilings": ceilings, ":own": own, ":next": read + 1 },
        ...(read === 0 ? {} : { ":read": read }),
      },
    },
  };
  return (await transact([update, auditRow(audit)])).length === 0;
};
