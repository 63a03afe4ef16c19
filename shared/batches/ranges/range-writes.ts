import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb } from "../../aws/dynamodb.ts";
import { transact } from "../../aws/transaction.ts";
import { batchesTable, batchKey, type StoredBatch } from "../batch.ts";
import { noCounts, type RangeRow, rangeKey } from "../range.ts";

type BatchKey = Pick<StoredBatch, "scope" | "id">;

const updateOf = (batch: BatchKey, { range, generation, visitNumber, counts, countedAt }: RangeRow) => ({
  TableName: batchesTable(),
  Key: rangeKey(batch, range),
  UpdateExpression: "SET #range = :range, run = :run, turn = :turn, counts = :counts, countedAt = :countedAt",
  ConditionExpression: "(attribute_not_exists(pk) OR (run <= :run AND countedAt <= :countedAt))",
  ExpressionAttributeNames: { "#range": "range" },
  ExpressionAttributeValues: {
    ":range": range,
    ":run": generation,
    ":turn": visitNumber,
    ":counts": counts,
    ":countedAt": countedAt,
  },
});

/**
 * Marks a range as begun, before anything of it is sent: of a batch that is canceled meanwhile nobody who was sent to counts as canceled,
 * and whoever cancels it sees that the range is to be counted. A range that was begun before stays as it is.
 */
export const putBegun = async (
  batch: BatchKey,
  row: Pick<RangeRow, "range" | "generation" | "visitNumber">,
  size: number,
): Promise<void> => {
  const counts = { ...noCounts, pending: size };
  const begun = updateOf(batch, { ...row, isDone: false, counts, countedAt: 0 });
  await conditional(dynamodb().send(new UpdateCommand({ ...begun, ConditionExpression: "attribute_not_exists(pk)" })));
};

/**
 * Puts a range's counts absolutely. A count that is older than the one that stands there changes nothing, nor does one of an older run: it may
 * not know yet that the batch was canceled.
 */
export const putCounts = async (batch: BatchKey, row: RangeRow): Promise<void> => {
  await conditional(dynamodb().send(new UpdateCommand(updateOf(batch, row))));
};

/** The same for a range whose recipients have all come to an end: the batch counts it, once. */
export const putDone = async (batch: BatchKey, row: RangeRow): Promise<void> => {
  const update = updateOf(batch, row);
  const refused = await transact([
    {
      Update: {
        ...update,
        UpdateExpression: `${update.UpdateExpression}, isDone = :true`,
        ConditionExpression: "attribute_not_exists(isDone)",
        ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ":true": true },
      },
    },
    {
      Update: {
        TableName: batchesTable(),
        Key: batchKey(batch.scope, batch.id),
        UpdateExpression: "ADD doneRanges :one",
        ExpressionAttributeValues: { ":one": 1 },
      },
    },
  ]);
  // It was done before: a fresh count all the same.
  if (refused.length > 0) await putCounts(batch, row);
};
