import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { fromSender, optOutPartition, optOutsTable, tenantWide } from "./opt-out-keys.ts";

/**
 * Has this number opted out of messages from this sender? Consistent, so that a STOP whose write has been answered is always seen
 * (invariant 7). `owners` are whose opt-outs count: the sender's of the message, and the owner's of the configuration, for a STOP
 * to the hub's number counts for every tenant that uses it.
 */
export const isOptedOut = async (
  owners: readonly string[],
  number: string,
  sender: string | undefined,
): Promise<boolean> => {
  const kinds = await Promise.all([...new Set(owners)].map((owner) => readKinds(optOutPartition(owner, number))));
  return kinds.flat().some((kind) => kind === tenantWide || (sender !== undefined && kind === fromSender(sender)));
};

const readKinds = async (partition: string): Promise<string[]> => {
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: optOutsTable(),
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": partition },
      ProjectionExpression: "sk",
      ConsistentRead: true,
    }),
  );
  return (answer.Items ?? []).map((item) => String(item.sk));
};
