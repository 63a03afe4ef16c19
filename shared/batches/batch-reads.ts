import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import { queryAll } from "../aws/short-list.ts";
import type { Scope } from "../kernel/ids.ts";
import { batchesTable, batchFromItem, batchKey, batchPartition, dueKey, type StoredBatch } from "./batch.ts";
import { type RangeRow, rangeFromItem, rangeKey, rangePrefix } from "./range.ts";

/** Reads a batch consistently. Null: it does not exist, or another scope owns it. */
export const readBatch = async (scope: Scope, id: string): Promise<StoredBatch | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: batchesTable(), Key: batchKey(scope, id), ConsistentRead: true }),
  );
  return batchFromItem(Item);
};

export const readRange = async (batch: Pick<StoredBatch, "scope" | "id">, range: number): Promise<RangeRow | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: batchesTable(), Key: rangeKey(batch, range), ConsistentRead: true }),
  );
  return Item ? rangeFromItem(Item) : null;
};

/** All ranges that a visit has begun, in order. */
export const readRanges = async ({ scope, id }: StoredBatch): Promise<RangeRow[]> => {
  const rows = await queryAll({
    TableName: batchesTable(),
    KeyConditionExpression: "pk = :pk AND begins_with(sk, :range)",
    ExpressionAttributeValues: { ":pk": batchPartition(scope, id), ":range": rangePrefix },
    ConsistentRead: true,
  });
  return rows.map(rangeFromItem);
};

/** A scope's batches, newest first. Throws invalid_cursor. */
export const readBatchPage = (
  scope: Scope,
  page: { limit: number; cursor?: string | undefined },
): Promise<Page<StoredBatch>> =>
  listMerged({
    ...page,
    sources: [{ table: batchesTable(), index: "byTime", key: { name: "timeKey", value: scope }, sortName: "timeSort" }],
    load: (items) => items.map(batchFromItem),
  });

interface Due {
  scope: Scope;
  id: string;
}

interface DuePage {
  due: Due[];
  /** Where the next page begins. Undefined: this page is the last. */
  next: Item | undefined;
}

/** Batches that the sweeper must look at by `dueBy` (epoch milliseconds), the longest overdue first. */
export const readDue = async (
  dueBy: number,
  { limit, from }: { limit: number; from?: Item | undefined },
): Promise<DuePage> => {
  const { Items = [], LastEvaluatedKey } = await dynamodb().send(
    new QueryCommand({
      TableName: batchesTable(),
      IndexName: "due",
      KeyConditionExpression: "dueKey = :due AND dueAt <= :by",
      ExpressionAttributeValues: { ":due": dueKey, ":by": dueBy },
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  );
  const due = Items.map(({ pk }) => {
    const [scope = "", id = ""] = String(pk).split("#");
    // batchPartition built this key.
    return { scope: scope as Scope, id };
  });
  return { due, next: LastEvaluatedKey };
};
