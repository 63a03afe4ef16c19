import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/short-list.ts";
import { fromSender, optOutPartition, optOutsTable, tenantWide } from "./opt-out-keys.ts";

/**
 * Has this number opted out of messages from this sender, or through this provider configuration? Consistent, so that a STOP whose
 * write has been answered is always seen (invariant 7). `owners` are whose opt-outs count: the sender's of the message, and the
 * owner's of the configuration, for a STOP to the hub's number counts for every tenant that uses it. `confirmed` is the STOP that a message
 * confirms: what that STOP made counts for nothing here.
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
  const counted = new Set([tenantWide, ...senders.map(fromSender)]);
  return items
    .flat()
    .some(({ sk, messageId }) => counted.has(String(sk)) && (confirmed === undefined || messageId !== confirmed));
};

/** A number's opt-outs at one owner; those of an erased number no longer name it. */
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

/** The partitions of all opt-outs that came from a provider's list, those of erased numbers too. */
export const readListed = async (list: string): Promise<Set<string>> => {
  const rows = await queryAll({
    TableName: optOutsTable(),
    IndexName: "byList",
    KeyConditionExpression: "listKey = :list",
    ExpressionAttributeValues: { ":list": list },
  });
  return new Set(rows.map(({ pk }) => String(pk)));
};
