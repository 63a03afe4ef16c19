import { DeleteCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import { verificationsTable } from "../verification-keys.ts";

/** Deletes the idempotency key that made a row, and the row itself unless its code is being sent. False: the row was not deleted. */
export const eraseRow = async ({ pk, sk, idempotencyRow }: Item): Promise<boolean> => {
  const TableName = verificationsTable();
  if (idempotencyRow !== undefined)
    await dynamodb().send(new DeleteCommand({ TableName, Key: { pk: idempotencyRow, sk: "key" } }));
  const result = await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName,
        Key: { pk, sk },
        ConditionExpression: "attribute_not_exists(leaseUntil) OR leaseUntil < :now",
        ExpressionAttributeValues: { ":now": now() },
        ReturnValues: "ALL_OLD",
      }),
    ),
  );
  return !isConditionFailed(result) && result.Attributes !== undefined;
};
