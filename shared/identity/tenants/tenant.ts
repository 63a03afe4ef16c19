import type * as z from "zod";
import type { Tenant } from "../../api/operations/tenants.ts";
import type { Item } from "../../aws/dynamodb.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { sortKey } from "../../kernel/page-cursor.ts";

export type TenantView = z.output<typeof Tenant>;

/** A tenant as its row stores it. */
export interface StoredTenant extends TenantView {
  id: TenantId;
  /** The key that was made together with the tenant. The answer to a repeated request shows it again. */
  firstApiKeyId: string;
  /** The fingerprint of the request that made the tenant. Null: the request had no idempotency key. */
  fingerprint: string | null;
}

/** The only partition of the index `all`. One is enough, because tenants are few. */
export const tenantListKey = "tenant";

/** Validates a text as a tenant's id, or returns null. It rejects the tilde, so that nobody can name a test scope this way. */
export const tenantIdFrom = (text: unknown): TenantId | null =>
  typeof text === "string" && /^ten_[A-Za-z0-9_-]{1,64}$/.test(text) ? (text as TenantId) : null;

/** Only this function turns a row into a tenant. */
export const tenantFromItem = ({ pk, listKey, listSort, ...attributes }: Item): StoredTenant =>
  attributes as unknown as StoredTenant;

export const itemOfTenant = (tenant: StoredTenant): Item => ({
  pk: tenant.id,
  listKey: tenantListKey,
  listSort: sortKey(tenant),
  ...tenant,
});
