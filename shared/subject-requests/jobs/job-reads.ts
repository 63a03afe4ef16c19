import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { config } from "../../kernel/config.ts";
import { notFound } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { type JobKind, jobFromItem, jobKey, numberKeyOf, type StoredJob } from "./job.ts";

export const readJob = async (tenantId: TenantId, id: string): Promise<StoredJob | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("jobs"), Key: jobKey(tenantId, id), ConsistentRead: true }),
  );
  return jobFromItem(Item);
};

/** Reads the jobs of one number, oldest first. They are few, because a person requested each of them. */
export const readJobsOfNumber = async (tenantId: TenantId, numberHash: string): Promise<StoredJob[]> => {
  const { Items = [] } = await dynamodb().send(
    new QueryCommand({
      TableName: config.table("jobs"),
      IndexName: "byNumber",
      KeyConditionExpression: "numberKey = :number",
      ExpressionAttributeValues: { ":number": numberKeyOf(tenantId, numberHash) },
    }),
  );
  return Items.map(jobFromItem).filter((job) => job !== null);
};

/** Returns the tenant's job of this kind. Throws not_found if there is none, or if the job is another tenant's or of another kind. */
export const visibleJob = async (caller: Caller, kind: JobKind, id: string): Promise<StoredJob> => {
  requireLiveKey(caller);
  const job = await readJob(caller.tenantId, id);
  if (job?.kind !== kind) throw notFound(kind);
  return job;
};
