import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { apiKeyFromItem, keyList, type StoredApiKey } from "./api-key.ts";

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

/** Every key of a tenant but the revoked ones. Few, for there is a maximum. */
export const readApiKeys = async (tenantId: TenantId): Promise<StoredApiKey[]> => {
  const keys = await Promise.all((await readKeyIds(tenantId)).map((id) => readApiKey(tenantId, id)));
  return keys.filter((key) => key !== null).filter(({ revokedAt }) => revokedAt === null);
};

/** What the tenant's list names: some may have expired, and be gone. */
export const readKeyIds = async (tenantId: TenantId): Promise<string[]> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: keyList(tenantId), ConsistentRead: true }),
  );
  return Item?.keyIds instanceof Set ? [...Item.keyIds].map(String) : [];
};
