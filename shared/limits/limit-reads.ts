import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { cache } from "../kernel/cache.ts";
import { config } from "../kernel/config.ts";
import { scopeOf, type TenantId } from "../kernel/ids.ts";
import { orUnavailable } from "./all-or-nothing.ts";
import { thisMonth } from "./caps/caps.ts";
import { messagesIn, microDollarsIn, scopeKey, settingsKey } from "./limit-keys.ts";
import { type LimitLayers, type Limits, limitsIn } from "./limits.ts";

const readRow = async (pk: string): Promise<Item> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("limits"), Key: { pk }, ConsistentRead: true }),
  );
  return Item ?? {};
};

/** Reads a tenant's settings and their revision. Each change raises the revision, and a change that read an older one is refused. */
export const readLayers = async (tenantId: TenantId): Promise<LimitLayers & { revision: number }> => {
  const { pk, revision = 0, ...set } = await readRow(settingsKey(tenantId));
  // The row is not validated, because only the hub writes it.
  return { ceilings: {}, own: {}, ...(set as Partial<LimitLayers>), revision: Number(revision) };
};

/** Reads the tenant's live usage of this month, which the caps count. */
export const readUsage = async (tenantId: TenantId) => {
  const month = thisMonth();
  const row = await readRow(scopeKey(scopeOf(tenantId, "live")));
  const count = (name: string) => Number(row[name] ?? 0);
  return { month, messages: count(messagesIn(month)), microDollars: count(microDollarsIn(month)) };
};

/** Reads buckets with eventual consistency. The result lacks a bucket that was never drawn from. Throws if DynamoDB left some unread. */
export const readBuckets = async (keys: readonly string[]): Promise<Map<string, Item>> => {
  const table = config.table("limits");
  const { Responses, UnprocessedKeys } = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys: keys.map((pk) => ({ pk })) } } }),
  );
  if (UnprocessedKeys?.[table]) throw new Error("Buckets were left unread");
  return new Map((Responses?.[table] ?? []).map((item) => [String(item.pk), item]));
};

const cached = cache<Limits>({ milliseconds: 30_000, entries: 500 });

/** Returns a tenant's limits, which the function caches for 30 seconds. Throws temporarily_unavailable. */
export const limitsOf = (tenantId: TenantId): Promise<Limits> =>
  orUnavailable(cached.recall(tenantId, async () => limitsIn(await readLayers(tenantId))));
