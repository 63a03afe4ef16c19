import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { nowIso } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { newId } from "../../kernel/ids.ts";
import type { AuditEntry } from "./audit-entry.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** The audit row of a privileged change. Write both in one transaction (invariant 22). */
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
