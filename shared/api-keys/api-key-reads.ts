import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/query-all.ts";
import { config } from "../config.ts";
import type { TenantId } from "../ids.ts";
import { apiKeyFromItem, type StoredApiKey } from "./api-key.ts";

const table = () => config.table("apiKeys");

/** What proves a credential: the one read in which the tenant comes out instead of going in. */
export type ProvenKey = Pick<StoredApiKey, "tenantId" | "id" | "mode" | "permissions" | "keyExpiresAt">;

export const readKeyByHash = async (hash: string): Promise<ProvenKey | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: { pk: `hash#${hash}`, sk: "key" }, ConsistentRead: true }),
  );
  return Item ? apiKeyFromItem(Item) : null;
};

/** A tenant's key, a revoked one included. */
export const readApiKey = async (tenantId: TenantId, id: string): Promise<StoredApiKey | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: { pk: tenantId, sk: id }, ConsistentRead: true }),
  );
  return Item ? apiKeyFromItem(Item) : null;
};

/** Every key of a tenant but the revoked ones. */
export const readApiKeys = async (tenantId: TenantId): Promise<StoredApiKey[]> => {
  const rows = await queryAll({
    TableName: table(),
    KeyConditionExpression: "pk = :tenant",
    ExpressionAttributeValues: { ":tenant": tenantId },
  });
  const keys = rows.map(apiKeyFromItem);
  return keys.filter((key) => key.revokedAt === null);
};
