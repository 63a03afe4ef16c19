import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { apiKeyFromItem, keyList, type StoredApiKey } from "./api-key.ts";

const table = () => config.table("apiKeys");

/** The row that proves a credential. Only this read returns a tenant; every other read takes one. */
export type ProvenKey = Pick<StoredApiKey, "tenantId" | "id" | "mode" | "permissions" | "keyExpiresAt">;

export const readKeyByHash = async (hash: string): Promise<ProvenKey | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: { pk: `hash#${hash}`, sk: "key" }, ConsistentRead: true }),
  );
  return Item ? apiKeyFromItem(Item) : null;
};

/** Reads one key of a tenant, even if it is revoked. */
export const readApiKey = async (tenantId: TenantId, id: string): Promise<StoredApiKey | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: { pk: tenantId, sk: id }, ConsistentRead: true }),
  );
  return Item ? apiKeyFromItem(Item) : null;
};

/** Reads all keys of a tenant but the revoked ones. They are few, because there is a maximum. */
export const readApiKeys = async (tenantId: TenantId): Promise<StoredApiKey[]> => {
  const keys = await Promise.all((await readKeyIds(tenantId)).map((id) => readApiKey(tenantId, id)));
  return keys.filter((key) => key !== null).filter(({ revokedAt }) => revokedAt === null);
};

/** Reads the ids in the tenant's list. Some of those keys may have expired, so their rows may be gone. */
export const readKeyIds = async (tenantId: TenantId): Promise<string[]> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: keyList(tenantId), ConsistentRead: true }),
  );
  return Item?.keyIds instanceof Set ? [...Item.keyIds].map(String) : [];
};
