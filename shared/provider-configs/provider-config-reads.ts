import { BatchGetCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import {
  configFromItem,
  defaultIdFromItem,
  defaultPointer,
  idsFromList,
  isConfigId,
  ownerList,
  type StoredProviderConfig,
} from "./provider-config.ts";

const table = () => config.table("providerConfigs");

export interface ConfigAndDefault {
  config: StoredProviderConfig;
  /** Id of the tenant's default configuration, which can be this one. Null: the tenant has no default. */
  defaultId: string | null;
}

/** Reads one configuration and the tenant's default, strongly consistent. Null: the tenant has no configuration with this id. */
export const readConfig = async (tenantId: TenantId, id: string): Promise<ConfigAndDefault | null> => {
  if (!isConfigId(id)) return null;
  const items = await readItems(tenantId, [id, defaultPointer]);
  const item = items.find(({ sk }) => sk === id);
  if (!item) return null;
  return { config: configFromItem(item), defaultId: defaultIdFromItem(items.find(({ sk }) => sk === defaultPointer)) };
};

/** Like readConfig, but without the tenant's default. */
export const readConfigRow = async (tenantId: TenantId, id: string): Promise<StoredProviderConfig | null> => {
  const item = isConfigId(id) ? await readItem(tenantId, id) : undefined;
  return item ? configFromItem(item) : null;
};

/** Reads the tenant's default configuration, strongly consistent. It makes two reads, one after the other. */
export const readDefaultConfig = async (tenantId: TenantId): Promise<StoredProviderConfig | null> => {
  const id = await readDefaultId(tenantId);
  return id === null ? null : readConfigRow(tenantId, id);
};

export const readDefaultId = async (tenantId: TenantId): Promise<string | null> =>
  defaultIdFromItem(await readItem(tenantId, defaultPointer));

/** Reads all configurations of one owner: a user, or (null) the tenant. Both have a cap (maximumOwned), so the list is short. */
export const readConfigsOfOwner = async (
  tenantId: TenantId,
  ownerUserId: string | null,
): Promise<StoredProviderConfig[]> => {
  const ids = idsFromList(await readItem(tenantId, ownerList(ownerUserId)));
  return ids.length === 0 ? [] : (await readItems(tenantId, ids)).map(configFromItem);
};

/** Reads the configurations that the entries of an index refer to, in the same order. Null: the configuration was deleted. */
export const readConfigEntries = async (entries: readonly Item[]): Promise<(StoredProviderConfig | null)[]> => {
  const [tenantId] = entries.map(({ pk }) => String(pk));
  if (tenantId === undefined) return [];
  const items = await readItems(
    tenantId,
    entries.map(({ sk }) => String(sk)),
  );
  const configs = new Map(items.map((item) => [item.sk, configFromItem(item)]));
  return entries.map(({ sk }) => configs.get(sk) ?? null);
};

const readItem = async (tenantId: string, sk: string): Promise<Item | undefined> =>
  (await dynamodb().send(new GetCommand({ TableName: table(), Key: { pk: tenantId, sk }, ConsistentRead: true }))).Item;

/** The maximum number of keys in one BatchGetItem request. */
const keysAtOnce = 100;

const readItems = async (tenantId: string, sortKeys: readonly string[]): Promise<Item[]> => {
  const items: Item[] = [];
  for (let start = 0; start < sortKeys.length; start += keysAtOnce) {
    const Keys = sortKeys.slice(start, start + keysAtOnce).map((sk) => ({ pk: tenantId, sk }));
    const answer = await dynamodb().send(
      new BatchGetCommand({ RequestItems: { [table()]: { Keys, ConsistentRead: true } } }),
    );
    // DynamoDB leaves keys unprocessed only when it throttles. Report throttling, never a missing configuration.
    if (answer.UnprocessedKeys?.[table()])
      throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
    items.push(...(answer.Responses?.[table()] ?? []));
  }
  return items;
};

/** Finds the configuration with this webhook id, of any tenant. The hub checks an incoming webhook against it. */
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
