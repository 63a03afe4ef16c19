import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { config } from "../config.ts";
import { scopeOf, type TenantId } from "../ids.ts";
import { messagesIn, microDollarsIn, scopeKey, settingsKey } from "./limit-keys.ts";
import type { LimitOverrides } from "./limits.ts";
import { thisMonth } from "./month.ts";

const readRow = async (pk: string): Promise<Item> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: config.table("limits"), Key: { pk }, ConsistentRead: true }),
  );
  return Item ?? {};
};

export interface Settings {
  overrides: LimitOverrides;
  /** Rises with every change; a change is refused where it read an older one. 0: there was none since revisions are counted. */
  revision: number;
}

/** What the tenant set, to be changed; our own rows are trusted to hold what we wrote. */
export const readSettings = async (tenantId: TenantId): Promise<Settings> => {
  const { pk, revision = 0, ...overrides } = await readRow(settingsKey(tenantId));
  return { overrides: overrides as LimitOverrides, revision: Number(revision) };
};

/** What the tenant set. */
export const readOverrides = async (tenantId: TenantId): Promise<LimitOverrides> =>
  (await readSettings(tenantId)).overrides;

/** What the tenant has sent this month, live: what its caps count. */
export const readUsage = async (tenantId: TenantId) => {
  const month = thisMonth();
  const row = await readRow(scopeKey(scopeOf(tenantId, "live")));
  const count = (name: string) => Number(row[name] ?? 0);
  return { month, messages: count(messagesIn(month)), microDollars: count(microDollarsIn(month)) };
};

/** Buckets as they were a moment ago; one that was never drawn from is missing. Throws where DynamoDB left some unread. */
export const readBuckets = async (keys: readonly string[]): Promise<Map<string, Item>> => {
  const table = config.table("limits");
  const { Responses, UnprocessedKeys } = await dynamodb().send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys: keys.map((pk) => ({ pk })) } } }),
  );
  if (UnprocessedKeys?.[table]) throw new Error("Buckets were left unread");
  return new Map((Responses?.[table] ?? []).map((item) => [String(item.pk), item]));
};
