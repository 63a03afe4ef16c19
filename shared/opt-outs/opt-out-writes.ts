import { type TransactWriteCommandInput, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
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
export const optOutPut = async ({ tenantId, number, sender }: FromSender, keyword: string): Promise<TransactItem> => {
  const at = nowIso();
  return {
    Put: {
      TableName: optOutsTable(),
      Item: {
        pk: await optOutPartition(tenantId, number),
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
export const optOutDelete = async ({ tenantId, number, sender }: FromSender): Promise<TransactItem> => ({
  Delete: { TableName: optOutsTable(), Key: { pk: await optOutPartition(tenantId, number), sk: fromSender(sender) } },
});

/** Takes the number out of an opt-out, which goes on counting under its keyed hash. False: it was taken out before. */
export const hideNumberOfOptOut = async (pk: string, sk: string): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: optOutsTable(),
        Key: { pk, sk },
        UpdateExpression: "REMOVE #number, keyword, timeKey, timeSort",
        ConditionExpression: "attribute_exists(#number)",
        ExpressionAttributeNames: { "#number": "number" },
      }),
    ),
  );
  return !isConditionFailed(result);
};
