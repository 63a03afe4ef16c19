import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { newUpdate } from "../aws/update-expression.ts";
import {
  attributeOf,
  type BatchStatus,
  batchesTable,
  batchFromItem,
  batchKey,
  dueKey,
  itemOfBatch,
  type StoredBatch,
} from "./batch.ts";

/**
 * Creates a batch. Null: it is new; a retry of our own write recognises its request id and returns null too (invariant 3). Otherwise
 * returns the existing batch with that id.
 */
export const createBatch = async (batch: StoredBatch, dueAt: number): Promise<StoredBatch | null> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: batchesTable(),
        Item: itemOfBatch(batch, dueAt),
        ConditionExpression: "attribute_not_exists(pk)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  const existing = isConditionFailed(result) ? batchFromItem(result.existing) : null;
  return existing?.requestId === batch.requestId ? null : existing;
};

/**
 * Deletes a batch whose creation got no answer, if this request wrote it and nobody has touched it since. A repeated request with the same
 * idempotency key that was answered with this batch has moved `dueAt`, so the batch stays.
 */
export const undoCreateBatch = async ({ scope, id, requestId }: StoredBatch, dueAt: number): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: batchesTable(),
        Key: batchKey(scope, id),
        ConditionExpression: "requestId = :request AND #status = :importing AND dueAt = :due",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":request": requestId, ":importing": "importing", ":due": dueAt },
      }),
    ),
  );
};

interface Change {
  /** The statuses that the batch may leave. */
  from: readonly BatchStatus[];
  set: Partial<StoredBatch>;
  /**
   * A further condition:
   * - `unplanned`: its list is not imported yet; `unplannedAsRead`: and `autoStart` and `sendAt` are as they were read;
   * - `done`: all ranges are done; `begunDone`: all ranges that had begun before the cancellation are done;
   * - `sameGeneration`, `sameHold`: its generation, or `isHeld`, is as it was read;
   * - `noNumberRemoved`: no number has been removed from its files since it was read, and none is being removed.
   */
  where?: "unplanned" | "unplannedAsRead" | "done" | "begunDone" | "sameGeneration" | "sameHold" | "noNumberRemoved";
  /** When the sweeper must look at it next, epoch milliseconds. Null: never. Undefined: unchanged. */
  dueAt?: number | null;
}

/** Changes a batch in one conditional write. Returns the changed batch, or null if a condition does not hold. */
export const changeBatch = async (
  { scope, id, rangeCount, generation, autoStart, sendAt, struckAt, isHeld }: StoredBatch,
  { from, set, where, dueAt }: Change,
): Promise<StoredBatch | null> => {
  const update = newUpdate();
  for (const [name, value] of Object.entries(set)) update.set(attributeOf(name), value);
  if (dueAt === null) update.remove("dueKey", "dueAt");
  else if (dueAt !== undefined) {
    update.set("dueKey", dueKey);
    update.set("dueAt", dueAt);
  }
  update.condition(`${update.name("status")} IN (${from.map((status) => update.value(status)).join(", ")})`);
  if (where === "unplanned" || where === "unplannedAsRead")
    update.condition(`${update.name("rangeCount")} = ${update.value(null)}`);
  if (where === "unplannedAsRead") {
    update.condition(`${update.name("autoStart")} = ${update.value(autoStart)}`);
    update.condition(`${update.name("sendAt")} = ${update.value(sendAt)}`);
  }
  if (where === "noNumberRemoved") {
    update.condition(`${update.name("struckAt")} = ${update.value(struckAt)}`);
    update.condition(`${update.name("isBeingStruck")} = ${update.value(false)}`);
  }
  if (where === "sameHold") update.condition(`${update.name("isHeld")} = ${update.value(isHeld)}`);
  if (where === "sameGeneration") update.condition(`${update.name("run")} = ${update.value(generation)}`);
  if (where === "done") update.condition(`${update.name("doneRanges")} >= ${update.value(rangeCount)}`);
  if (where === "begunDone") update.condition(`${update.name("doneRanges")} >= ${update.name("begunRanges")}`);
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: batchesTable(),
        Key: batchKey(scope, id),
        ...update.input(),
        ReturnValues: "ALL_NEW",
      }),
    ),
  );
  return isConditionFailed(result) ? null : batchFromItem(result.Attributes);
};
