import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { jobFromItem, jobKey, numberKeyOf, type StoredJob } from "./job.ts";

export const readJob = async (tenantId: TenantId, id: string): Promise<StoredJob | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("jobs"), Key: jobKey(tenantId, id), ConsistentRead: true }),
  );
  return jobFromItem(Item);
};

/** The jobs of one number, oldest first. Each was asked for by a person: they are few. */
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
