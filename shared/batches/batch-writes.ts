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

/** Null: it is new, which a retry of our own write knows by its request (invariant 3). Else the batch of that id that was there before. */
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
 * Takes back a batch whose create was not answered, as long as it is this request's own and untouched: whoever is answered with it meanwhile,
 * under the same idempotency key, has moved `dueAt`.
 */
export const takeBackBatch = async ({ scope, id, requestId }: StoredBatch, dueAt: number): Promise<void> => {
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
  /** The states it may leave. */
  from: readonly BatchStatus[];
  set: Partial<StoredBatch>;
  /**
   * Only while its list is not yet imported (and its start stands as it was read), only once every range has come to its end, only in the run
   * that was read, only where it is held as it was then, or only where no number was struck out of it since then; of a canceled one, only once
   * the ranges that had begun have come to their end.
   */
  where?: "unplanned" | "unplannedAsRead" | "done" | "begunDone" | "sameGeneration" | "sameHold" | "noNumberRemoved";
  /** When something is to be done for it next, epoch milliseconds; null: never; left out: as it was. */
  dueAt?: number | null;
}

/** Changes a batch in one conditional write: the batch as it is then, or null where it has left those states. */
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
