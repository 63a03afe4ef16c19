import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { transact } from "../../aws/transaction.ts";
import { newUpdate } from "../../aws/update-expression.ts";
import type { AuditEntry } from "../../identity/audit/audit-entry.ts";
import { auditRow } from "../../identity/audit/audit-writes.ts";
import { nowIso } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import type { Erased } from "../../kernel/eraser.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { expiryOfEnded, itemOfJob, jobFromItem, jobKey, type StoredJob } from "./job.ts";

const table = () => config.table("jobs");

/** Stores a new job. False: a job of this id exists. */
export const insertJob = async (job: StoredJob, audit: AuditEntry): Promise<boolean> => {
  const put = { TableName: table(), Item: itemOfJob(job), ConditionExpression: "attribute_not_exists(pk)" };
  return (await transact([{ Put: put }, auditRow(audit)])).length === 0;
};

/** Starts a pass of the job, which ends any older pass. Null: the job has ended, or there is none. */
export const takeJob = async (tenantId: TenantId, id: string): Promise<StoredJob | null> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: jobKey(tenantId, id),
        UpdateExpression:
          "SET #status = :running, passBeganAt = :now, foundInPass = :none, waitingInPass = :zero ADD passes :one",
        ConditionExpression: "#status IN (:pending, :running)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":pending": "pending",
          ":running": "running",
          ":now": nowIso(),
          ":none": {},
          ":zero": 0,
          ":one": 1,
        },
        ReturnValues: "ALL_NEW",
      }),
    ),
  );
  return isConditionFailed(result) ? null : jobFromItem(result.Attributes);
};

/** Adds to the counts of the job. If a worker crashes before this write, its last steps are not counted. */
export const countInJob = async (
  { tenantId, id }: StoredJob,
  done: Readonly<Record<string, number>>,
): Promise<void> => {
  const counts = Object.entries(done).filter(([, count]) => count > 0);
  if (counts.length === 0) return;
  const each = (write: (at: number) => string) => counts.map((_, at) => write(at)).join(", ");
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: jobKey(tenantId, id),
        UpdateExpression: `SET ${each((at) => `counts.#${at} = if_not_exists(counts.#${at}, :zero) + :${at}`)}`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: Object.fromEntries(counts.map(([name], at) => [`#${at}`, name])),
        ExpressionAttributeValues: {
          ":zero": 0,
          ...Object.fromEntries(counts.map(([, count], at) => [`:${at}`, count])),
        },
      }),
    ),
  );
};

/**
 * Notes how much an eraser found in the present pass. If it notes twice, the numbers add up, so that a pass which found something never
 * counts as empty.
 */
export const noteErased = async (
  { tenantId, id, passes }: StoredJob,
  name: string,
  { erased, waiting }: Erased,
): Promise<void> => {
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: jobKey(tenantId, id),
        UpdateExpression:
          "SET foundInPass.#name = if_not_exists(foundInPass.#name, :zero) + :found ADD waitingInPass :waiting",
        ConditionExpression: inPass,
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: { ":pass": passes, ":zero": 0, ":found": erased + waiting, ":waiting": waiting },
      }),
    ),
  );
};

const inPass = "passes = :pass AND attribute_exists(foundInPass)";

/** Ends a pass, unless another one has begun. The remaining tasks of the pass are dropped then. */
export const endPass = async ({ tenantId, id, passes }: StoredJob): Promise<void> => {
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: jobKey(tenantId, id),
        UpdateExpression: "REMOVE foundInPass",
        ConditionExpression: inPass,
        ExpressionAttributeValues: { ":pass": passes },
      }),
    ),
  );
};

interface Ending {
  /** Null: the job succeeded. */
  failure: string | null;
  /** The document of an export is in the bucket, with these counts of records. */
  file?: { counts: StoredJob["counts"] };
}

/** Ends the job and removes its number. False: it has ended before. */
export const endJob = async ({ tenantId, id, kind }: StoredJob, { failure, file }: Ending): Promise<boolean> => {
  const update = newUpdate();
  update.set("status", failure === null ? "completed" : "failed");
  update.set("failure", failure);
  update.set("completedAt", nowIso());
  update.set("expiresAt", expiryOfEnded(kind));
  if (file) {
    update.set("hasFile", true);
    update.set("counts", file.counts);
  }
  update.remove("number");
  update.remove("foundInPass");
  update.condition(`${update.name("status")} IN (${update.value("pending")}, ${update.value("running")})`);
  const result = await conditional(
    dynamodb().send(new UpdateCommand({ TableName: table(), Key: jobKey(tenantId, id), ...update.input() })),
  );
  return !isConditionFailed(result);
};

/** Notes that the job's document is deleted. False: that was noted before. */
export const markFileDeleted = async ({ tenantId, id }: StoredJob): Promise<boolean> => {
  const update = newUpdate();
  update.set("hasFile", false);
  update.condition(`${update.name("hasFile")} = ${update.value(true)}`);
  const result = await conditional(
    dynamodb().send(new UpdateCommand({ TableName: table(), Key: jobKey(tenantId, id), ...update.input() })),
  );
  return !isConditionFailed(result);
};
