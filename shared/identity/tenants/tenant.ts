import type * as z from "zod";
import type { Tenant } from "../../api/operations/tenants.ts";
import type { Item } from "../../aws/dynamodb.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { sortKey } from "../../kernel/page-cursor.ts";

export type TenantView = z.output<typeof Tenant>;

/** A tenant as its row holds it. */
export interface StoredTenant extends TenantView {
  id: TenantId;
  /** The key that was made together with it, to tell of it when the request is repeated. */
  firstApiKeyId: string;
  /** Of the request that made it, where that carried an idempotency key. */
  fingerprint: string | null;
}

/** The one partition of the index `all`: tenants are few. */
export const tenantListKey = "tenant";

/** A claim's text as a tenant's id; null where it cannot be one. The tilde of a test scope must not come in this way. */
export const tenantIdFrom = (text: unknown): TenantId | null =>
  typeof text === "string" && /^ten_[A-Za-z0-9_-]{1,64}$/.test(text) ? (text as TenantId) : null;

/** The one place where a row becomes a tenant. */
export const tenantFromItem = ({ pk, listKey, listSort, ...attributes }: Item): StoredTenant =>
  attributes as unknown as StoredTenant;

export const itemOfTenant = (tenant: StoredTenant): Item => ({
  pk: tenant.id,
  listKey: tenantListKey,
  listSort: sortKey(tenant),
  ...tenant,
});
