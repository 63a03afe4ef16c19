import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../../aws/dynamodb.ts";
import type { MessageId, Scope } from "../../kernel/ids.ts";
import { messagesTable, primaryKey } from "../message-keys.ts";
import type { MessageStatus } from "../message-status.ts";
import { type StoredMessage, storedMessageOf } from "../stored-message.ts";

/** What a batch asks about its messages. The rest of a row is ten times as long, and a visit reads a hundred of them. */
const columns = [
  "scope",
  "id",
  "status",
  "channel",
  "provider",
  "providerMessageId",
  "segmentCount",
  "events",
  "createdAt",
  "sentAt",
  "deliveredAt",
  "retryAt",
  "leaseUntil",
] as const satisfies readonly (keyof StoredMessage)[];

/** A row as a batch sees it: of a deleted message only how it stood is known. */
export interface BatchRow {
  status: MessageStatus;
  message: Pick<StoredMessage, (typeof columns)[number]> | null;
}

/** What there is of a deleted one. */
const buried = ["pk", "deletedAt", "endedAs"];
const projected = [...columns, ...buried];
const projection = {
  ProjectionExpression: projected.map((_, at) => `#${at}`).join(", "),
  ExpressionAttributeNames: Object.fromEntries(projected.map((name, at) => [`#${at}`, name])),
};

/** Rounds of asking again for what DynamoDB left unread. */
const maximumRounds = 6;

/** The rows of at most 100 messages, as they are now; those that are not there are left out. */
export const readRows = async (scope: Scope, ids: readonly MessageId[]): Promise<Map<MessageId, BatchRow>> => {
  const rows = new Map<MessageId, BatchRow>();
  const byKey = new Map(ids.map((id) => [primaryKey(scope, id).pk, id]));
  let wanted: Item[] = [...byKey.keys()].map((pk) => ({ pk }));
  const table = messagesTable();
  for (let round = 0; wanted.length > 0; round++) {
    if (round === maximumRounds)
      throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
    const answer = await dynamodb().send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true, ...projection } } }),
    );
    for (const item of answer.Responses?.[table] ?? []) {
      const id = byKey.get(String(item.pk));
      if (id) rows.set(id, rowOf(item));
    }
    wanted = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return rows;
};

/** Of a message deleted before its end was noted, nobody knows more than that it will not be sent. */
const rowOf = (item: Item): BatchRow => {
  const message = storedMessageOf(item);
  return { message, status: message?.status ?? ((item.endedAs ?? "canceled") as MessageStatus) };
};
