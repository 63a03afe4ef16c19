import type { TransactWriteCommandInput } from "@aws-sdk/lib-dynamodb";
import { nowIso } from "../clock.ts";
import type { TenantId } from "../ids.ts";
import { fromSender, optOutPartition, optOutsTable } from "./opt-out-keys.ts";

type TransactItem = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

interface FromSender {
  tenantId: TenantId;
  number: string;
  sender: string;
}

/** Records a STOP, as a part of the transaction that stores the message it came in. */
export const optOutPut = ({ tenantId, number, sender }: FromSender, keyword: string): TransactItem => {
  const at = nowIso();
  return {
    Put: {
      TableName: optOutsTable(),
      Item: {
        pk: optOutPartition(tenantId, number),
        sk: fromSender(sender),
        tenantId,
        number,
        scope: { sender },
        source: "keyword",
        keyword,
        at,
        timeKey: tenantId,
        timeSort: `${at}#${number}#${sender}`,
      },
    },
  };
};

/** Records a START: the number takes messages from this sender again. */
export const optOutDelete = ({ tenantId, number, sender }: FromSender): TransactItem => ({
  Delete: { TableName: optOutsTable(), Key: { pk: optOutPartition(tenantId, number), sk: fromSender(sender) } },
});
