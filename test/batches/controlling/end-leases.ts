import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { openKey, openShards } from "../../../shared/messages/message-keys.ts";

/** Nobody works on a claim for this long: a provider call ends after 8 s. */
const heldMilliseconds = 12_000;
/** A claim is looked at when its lease ends, which is within so long. */
const leaseMilliseconds = 60_000;

/** Makes the claims of killed workers look a minute old, so that no test waits for that minute. */
export const endLeases = async (tables: DynamoDBDocumentClient, table: string, batchId: string): Promise<void> => {
  const shards = [...Array(openShards).keys()].map((shard) => dueKeys(tables, table, shard));
  const keys = (await Promise.all(shards)).flat();
  while (keys.length > 0) await endThoseOf(tables, table, batchId, keys.splice(0, 100));
};

const dueKeys = async (tables: DynamoDBDocumentClient, table: string, shard: number): Promise<{ pk: string }[]> => {
  const keys: { pk: string }[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new QueryCommand({
        TableName: table,
        IndexName: "open",
        KeyConditionExpression: "openKey = :key AND checkAt <= :due",
        ExpressionAttributeValues: { ":key": openKey(shard), ":due": Date.now() + leaseMilliseconds },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    keys.push(...(page.Items ?? []).map(({ pk }) => ({ pk: String(pk) })));
    start = page.LastEvaluatedKey;
  } while (start);
  return keys;
};

const endThoseOf = async (
  tables: DynamoDBDocumentClient,
  table: string,
  batchId: string,
  keys: { pk: string }[],
): Promise<void> => {
  const { Responses } = await tables.send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }));
  for (const row of Responses?.[table] ?? []) {
    const isHeld = row.status === "sending" && Date.now() - Date.parse(String(row.updatedAt)) > heldMilliseconds;
    if (isHeld && row.batchId === batchId) await endLease(tables, table, String(row.pk));
  }
};

const endLease = async (tables: DynamoDBDocumentClient, table: string, pk: string): Promise<void> => {
  const update = new UpdateCommand({
    TableName: table,
    Key: { pk },
    UpdateExpression: "SET leaseUntil = :past",
    ConditionExpression: "#status = :sending",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":past": Date.now() - 1000, ":sending": "sending" },
  });
  // Settled meanwhile: so much the better.
  await tables.send(update).catch(() => undefined);
};
