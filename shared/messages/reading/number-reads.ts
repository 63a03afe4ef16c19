import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../../aws/dynamodb.ts";
import type { Scope } from "../../kernel/ids.ts";
import { messagesTable, ownKey, partyKey } from "../message-keys.ts";
import { readEntries } from "../message-reads.ts";
import type { StoredMessage } from "../stored-message.ts";

/** Where a number stands: on the other side of a message, or on ours. */
const sidesOf = (scope: Scope, number: string) => [
  { index: "byParty", name: "partyKey", key: partyKey(scope, number) },
  { index: "byOwnNumber", name: "ownKey", key: ownKey(scope, number) },
];

const pageSize = 100;

/** Every message to or from a number, page by page, the oldest first; what is deleted is not among them. */
export async function* readMessagesOfNumber(scope: Scope, number: string): AsyncGenerator<StoredMessage[]> {
  for (const { index, name, key } of sidesOf(scope, number)) {
    let start: Item | undefined;
    do {
      const page = await dynamodb().send(
        new QueryCommand({
          TableName: messagesTable(),
          IndexName: index,
          KeyConditionExpression: "#key = :key",
          ExpressionAttributeNames: { "#key": name },
          ExpressionAttributeValues: { ":key": key },
          Limit: pageSize,
          ...(start ? { ExclusiveStartKey: start } : {}),
        }),
      );
      yield (await readEntries(page.Items ?? [])).filter((message) => message !== null);
      start = page.LastEvaluatedKey;
    } while (start);
  }
}
