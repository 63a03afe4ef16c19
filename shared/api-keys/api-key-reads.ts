import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
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
  const keys: StoredApiKey[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: table(),
        KeyConditionExpression: "pk = :tenant",
        ExpressionAttributeValues: { ":tenant": tenantId },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    keys.push(...(page.Items ?? []).map(apiKeyFromItem));
    start = page.LastEvaluatedKey;
  } while (start);
  return keys.filter((key) => key.revokedAt === null);
};
