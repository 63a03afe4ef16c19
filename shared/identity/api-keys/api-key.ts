import type * as z from "zod";
import type { ApiKey, CreatedApiKey } from "../../api/operations/api-keys.ts";
import type { Permission } from "../../api/permissions.ts";
import type { Item } from "../../aws/dynamodb.ts";
import { nowIso } from "../../kernel/clock.ts";
import { newId, type TenantId } from "../../kernel/ids.ts";
import { hashOfSecret, newKeySecret, prefixOfSecret } from "./key-secret.ts";

export type ApiKeyView = z.output<typeof ApiKey>;
export type CreatedApiKeyView = z.output<typeof CreatedApiKey>;

/** An API key as its row stores it. */
export interface StoredApiKey extends Omit<ApiKeyView, "expiresAt"> {
  tenantId: TenantId;
  /** SHA-256 of the secret, in hex. The hub does not store the secret itself. */
  hash: string;
  /** The API calls it `expiresAt`, but in a row that is DynamoDB's TTL attribute. */
  keyExpiresAt: string | null;
  revokedAt: string | null;
  /** The fingerprint of the request that made the key. Null: the request had no idempotency key. */
  fingerprint: string | null;
}

interface KeySpec {
  tenantId: TenantId;
  id?: string;
  name: string;
  mode: "live" | "test";
  permissions: readonly Permission[];
  expiresAt?: string | undefined;
  fingerprint?: string | null;
}

/** Makes a key and its secret. The hub keeps only the hash of the secret. */
export const newApiKey = (spec: KeySpec): { key: StoredApiKey; secret: string } => {
  const secret = newKeySecret(spec.mode);
  const key: StoredApiKey = {
    tenantId: spec.tenantId,
    id: spec.id ?? newId("apiKey"),
    name: spec.name,
    mode: spec.mode,
    permissions: [...new Set(spec.permissions)],
    prefix: prefixOfSecret(secret),
    hash: hashOfSecret(secret),
    createdAt: nowIso(),
    keyExpiresAt: spec.expiresAt ?? null,
    lastUsedAt: null,
    revokedAt: null,
    fingerprint: spec.fingerprint ?? null,
  };
  return { key, secret };
};

/** The most keys of one tenant that are neither revoked nor expired. */
export const maximumKeys = 100;

/** The key of the item that lists the ids of a tenant's keys. The item also limits their number (invariant 31). */
export const keyList = (tenantId: TenantId) => ({ pk: `keys#${tenantId}`, sk: "list" });

/** Only this function turns a row into a key. */
export const apiKeyFromItem = ({ pk, sk, expiresAt, ...attributes }: Item): StoredApiKey =>
  attributes as unknown as StoredApiKey;

/** The view of a revoked key shows the time of its revocation as `expiresAt`. */
export const viewOfApiKey = (key: StoredApiKey): ApiKeyView => ({
  ...key,
  expiresAt: key.revokedAt ?? key.keyExpiresAt,
});
