import { BatchGetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/query-all.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import {
  configFromItem,
  defaultIdFromItem,
  defaultPointer,
  type StoredProviderConfig,
  type TenantConfigs,
  tenantConfigsFromItems,
} from "./provider-config.ts";

const table = () => config.table("providerConfigs");

/** Every configuration of a tenant with its default: one query, for they are few. */
export const readTenantConfigs = async (tenantId: TenantId, consistent = false): Promise<TenantConfigs> => {
  const items = await queryAll({
    TableName: table(),
    KeyConditionExpression: "pk = :tenant",
    ExpressionAttributeValues: { ":tenant": tenantId },
    ConsistentRead: consistent,
  });
  return tenantConfigsFromItems(items);
};

export interface ConfigAndDefault {
  config: StoredProviderConfig;
  /** The tenant's default: this one, another, or none. */
  defaultId: string | null;
}

/** One configuration as it is now. Null: the tenant has no such one. */
export const readConfig = async (tenantId: TenantId, id: string): Promise<ConfigAndDefault | null> => {
  if (id === defaultPointer) return null;
  const Keys = [id, defaultPointer].map((sk) => ({ pk: tenantId, sk }));
  const answer = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table()]: { Keys, ConsistentRead: true } } }),
  );
  const items = answer.Responses?.[table()] ?? [];
  // One of two keys can be left over only under throttling: told as such, never as an absent configuration.
  if (answer.UnprocessedKeys?.[table()])
    throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
  const item = items.find(({ sk }) => sk === id);
  if (!item) return null;
  return { config: configFromItem(item), defaultId: defaultIdFromItem(items.find(({ sk }) => sk === defaultPointer)) };
};

/** The configuration whose webhooks bear this id, whatever tenant's it is: what a webhook is checked against. */
export const readConfigByWebhookId = async (webhookId: string): Promise<StoredProviderConfig | null> => {
  const answer = await dynamodb().send(
    new QueryCommand({
      TableName: table(),
      IndexName: "byWebhookId",
      KeyConditionExpression: "webhookId = :id",
      ExpressionAttributeValues: { ":id": webhookId },
      Limit: 1,
    }),
  );
  const [item] = answer.Items ?? [];
  return item ? configFromItem(item) : null;
};
