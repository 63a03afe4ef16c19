import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { nowIso } from "../clock.ts";
import { config } from "../config.ts";
import { newId, type TenantId } from "../ids.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

export interface AuditEntry {
  /** Whose audit log it stands in. */
  tenantId: TenantId;
  /** `key:<id>` or `user:<subject>`. */
  actor: string;
  /** The operation's id. */
  action: string;
  /** The id of what was changed. */
  target: string;
  requestId: string;
  /** The names of what changed; never a value that is secret. */
  changes?: Readonly<Record<string, unknown>>;
}

/** The audit row of a privileged change, to be written in one transaction with it (invariant 22). */
export const auditRow = (entry: AuditEntry): TransactItem => {
  const at = nowIso();
  const id = newId("audit");
  return {
    Put: {
      TableName: config.table("audit"),
      Item: { pk: entry.tenantId, sk: `${at}#${id}`, id, at, ...entry },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
};
