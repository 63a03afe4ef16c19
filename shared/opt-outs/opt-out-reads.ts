import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/short-list.ts";
import { optOutPartition, optOutsTable, senderKey, tenantWide } from "./opt-out-keys.ts";

/**
 * True if the number has opted out of messages from this sender or through this provider configuration. The read is consistent, so it sees
 * each STOP whose write has succeeded (invariant 7). `owners` are the owners whose opt-outs count: the tenant that sends, and the owner of
 * the configuration, because a STOP to the hub's number counts for every tenant that uses it. `confirmed` is the STOP that the message
 * confirms; the opt-out of that STOP does not count.
 */
export const isOptedOut = async (
  owners: readonly string[],
  number: string,
  sender: string | undefined,
  providerConfigId: string | undefined,
  confirmed?: string,
): Promise<boolean> => {
  const items = await Promise.all([...new Set(owners)].map((owner) => readOptOutItems(owner, number)));
  const senders = [sender, providerConfigId].filter((one) => one !== undefined);
  const counted = new Set([tenantWide, ...senders.map(senderKey)]);
  return items
    .flat()
    .some(({ sk, messageId }) => counted.has(String(sk)) && (confirmed === undefined || messageId !== confirmed));
};

/** Reads a number's opt-outs at one owner. If the number was erased, the items do not include it. */
export const readOptOutItems = async (owner: string, number: string): Promise<Item[]> => {
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: optOutsTable(),
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": await optOutPartition(owner, number) },
      ConsistentRead: true,
    }),
  );
  return answer.Items ?? [];
};

/** Reads the partitions of all opt-outs from a provider's list, including those of erased numbers. */
export const readListed = async (list: string): Promise<Set<string>> => {
  const rows = await queryAll({
    TableName: optOutsTable(),
    IndexName: "byList",
    KeyConditionExpression: "listKey = :list",
    ExpressionAttributeValues: { ":list": list },
  });
  return new Set(rows.map(({ pk }) => String(pk)));
};
