import { transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { config } from "../kernel/config.ts";
import { type PauseList, type PauseOwner, pausesKey, type StoredPause } from "./sending-pause.ts";

/**
 * Replaces an owner's pauses and writes the audit row, in one transaction. False: another request changed the pauses after they were read.
 */
export const replacePauses = async (
  owner: PauseOwner,
  { revision }: PauseList,
  pauses: readonly StoredPause[],
  audit: AuditEntry,
): Promise<boolean> => {
  const put = {
    Put: {
      TableName: config.table("tenants"),
      Item: { ...pausesKey(owner), pauses: [...pauses], revision: revision + 1 },
      ...(revision === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": revision } }),
    },
  };
  return (await transact([put, auditRow(audit)])).length === 0;
};
