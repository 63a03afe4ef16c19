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
 * Marks a range as begun, before anything of it is sent. If the batch is canceled meanwhile, the cancellation sees that the range must be
 * counted, and no recipient who was sent to counts as canceled. A range that had begun before stays unchanged.
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
 * Writes a range's counts as absolute values. A count older than the stored one changes nothing, nor does one of an older generation,
 * which may not know yet that the batch was canceled.
 */
export const putCounts = async (batch: BatchKey, row: RangeRow): Promise<void> => {
  await conditional(dynamodb().send(new UpdateCommand(updateOf(batch, row))));
};

/** Writes the counts of a range without pending recipients, and counts the range as done in the batch's row, once. */
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
  // The range was done before: write only the new counts.
  if (refused.length > 0) await putCounts(batch, row);
};
