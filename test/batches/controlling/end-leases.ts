import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { openKey, openShards } from "../../../shared/messages/message-keys.ts";

/** A claim this old has no live worker, because a provider call ends after 8 s. */
const heldMilliseconds = 12_000;
/** The sweeper looks at a claim when its lease ends, at most this long after the claim. */
const leaseMilliseconds = 60_000;

/** Ends the leases of killed workers' claims, so that no test waits a minute for them. */
export const endLeases = async (tables: DynamoDBDocumentClient, table: string, batchId: string): Promise<void> => {
  const shards = [...Array(openShards).keys()].map((shard) => dueKeys(tables, table, shard));
  const keys = (await Promise.all(shards)).flat();
  while (keys.length > 0) await endLeasesOf(tables, table, batchId, keys.splice(0, 100));
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

const endLeasesOf = async (
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
  // The condition fails if a worker has settled the message meanwhile, which is fine.
  await tables.send(update).catch(() => undefined);
};
