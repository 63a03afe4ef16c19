import type * as z from "zod";
import type { ApiKey, CreatedApiKey } from "../../api/operations/api-keys.ts";
import type { Permission } from "../../api/permissions.ts";
import type { Item } from "../../aws/dynamodb.ts";
import { nowIso } from "../../kernel/clock.ts";
import { newId, type TenantId } from "../../kernel/ids.ts";
import { hashOfSecret, newKeySecret, prefixOfSecret } from "./key-secret.ts";

export type ApiKeyView = z.output<typeof ApiKey>;
export type CreatedApiKeyView = z.output<typeof CreatedApiKey>;

/** An API key as its tenant's list holds it. */
export interface StoredApiKey extends Omit<ApiKeyView, "expiresAt"> {
  tenantId: TenantId;
  /** SHA-256 of the secret, in hex; the secret itself is stored nowhere. */
  hash: string;
  /** `expiresAt` is DynamoDB's name for when an item may be deleted. */
  keyExpiresAt: string | null;
  revokedAt: string | null;
  /** Of the request that made it, where that carried an idempotency key. */
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

/** A new key with its secret, which exists nowhere else. */
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

/** So many keys a tenant has at most that are neither revoked nor expired. */
export const maximumKeys = 100;

/** The item that names a tenant's keys: what is listed, and what limits how many there are (invariant 31). */
export const keyList = (tenantId: TenantId) => ({ pk: `keys#${tenantId}`, sk: "list" });

/** The one place where a row becomes a key. */
export const apiKeyFromItem = ({ pk, sk, expiresAt, ...attributes }: Item): StoredApiKey =>
  attributes as unknown as StoredApiKey;

/** A revoked key ended when it was revoked. */
export const viewOfApiKey = (key: StoredApiKey): ApiKeyView => ({
  ...key,
  expiresAt: key.revokedAt ?? key.keyExpiresAt,
});
