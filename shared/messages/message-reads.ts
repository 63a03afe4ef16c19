import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { Scope } from "../kernel/ids.ts";
import { messagesTable, primaryKey } from "./message-keys.ts";
import { type StoredMessage, storedMessageOf } from "./stored-message.ts";

/** One message as it is now. Null: there is none, or it was deleted, or it is somebody else's. */
export const readMessage = async (scope: Scope, id: string): Promise<StoredMessage | null> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: messagesTable(), Key: primaryKey(scope, id), ConsistentRead: true }),
  );
  return answer.Item ? storedMessageOf(answer.Item) : null;
};

/** The messages behind index entries, in the entries' order; null for what is gone. */
export const readEntries = async (entries: readonly Item[]): Promise<(StoredMessage | null)[]> => {
  const keys = [...new Set(entries.map((entry) => String(entry.pk)))];
  const byKey = new Map<string, StoredMessage | null>();
  for (let start = 0; start < keys.length; start += 100) {
    for (const item of await readBatch(keys.slice(start, start + 100)))
      byKey.set(String(item.pk), storedMessageOf(item));
  }
  return entries.map((entry) => byKey.get(String(entry.pk)) ?? null);
};

/** Rounds of asking again for what DynamoDB left unread. */
const maximumRounds = 5;

const readBatch = async (keys: readonly string[]): Promise<Item[]> => {
  const table = messagesTable();
  const items: Item[] = [];
  let wanted: Item[] = keys.map((pk) => ({ pk }));
  for (let round = 0; wanted.length > 0; round++) {
    if (round === maximumRounds)
      throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
    const answer = await dynamodb().send(new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted } } }));
    items.push(...(answer.Responses?.[table] ?? []));
    wanted = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
};

/** The messages that are a provider's message: one, if any. `key` as message-keys.ts builds it. */
export const readByProviderId = async (key: string): Promise<StoredMessage[]> => {
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: messagesTable(),
      IndexName: "byProviderId",
      KeyConditionExpression: "providerKey = :key",
      ExpressionAttributeValues: { ":key": key },
      Limit: 10,
    }),
  );
  return (await readEntries(answer.Items ?? [])).filter((message) => message !== null);
};

export interface OpenPage {
  messages: StoredMessage[];
  /** Where the next page begins; absent: this was the last. */
  next: Item | undefined;
}

/**
 * The messages of one partition of the `open` index that wanted a look by `dueBy` (epoch milliseconds), the longest waiting first. `key` as
 * message-keys.ts builds it.
 */
export const readOpen = async (
  key: string,
  { dueBy, limit, from }: { dueBy: number; limit: number; from?: Item | undefined },
): Promise<OpenPage> => {
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: messagesTable(),
      IndexName: "open",
      KeyConditionExpression: "openKey = :key AND checkAt <= :due",
      ExpressionAttributeValues: { ":key": key, ":due": dueBy },
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  const messages = await readEntries(answer.Items ?? []);
  return { messages: messages.filter((message) => message !== null), next: answer.LastEvaluatedKey };
};

/** The caller's message. Throws not_found for one that is not there, somebody else's, or not this user's own (invariant 16). */
export const visibleMessage = async (caller: Caller, id: string): Promise<StoredMessage> => {
  const message = await readMessage(caller.scope, id);
  if (!message || (caller.restrictedToUserId !== null && message.actingUserId !== caller.restrictedToUserId))
    throw notFound("message");
  return message;
};
