import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { optOutsTable } from "./opt-out-keys.ts";

/** The partitions of all opt-outs that came from a provider's list, those of erased numbers too. */
export const readListed = async (list: string): Promise<Set<string>> => {
  const partitions = new Set<string>();
  let from: Item | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await dynamodb().send(
      new QueryCommand({
        TableName: optOutsTable(),
        IndexName: "byList",
        KeyConditionExpression: "listKey = :list",
        ExpressionAttributeValues: { ":list": list },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    for (const { pk } of Items) partitions.add(String(pk));
    from = LastEvaluatedKey;
  } while (from);
  return partitions;
};
