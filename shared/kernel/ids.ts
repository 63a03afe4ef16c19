import { createHash, randomBytes } from "node:crypto";

/** A tenant. The id comes from a credential or a signed callback, never from a request. */
export type TenantId = string & { readonly __brand: "TenantId" };
/**
 * A tenant's live data or its test data. Every key of tenant data begins with the scope, so a test key never reaches live data, nor a live
 * key test data.
 */
export type Scope = string & { readonly __brand: "Scope" };
export type E164 = string & { readonly __brand: "E164" };
export type MessageId = string & { readonly __brand: "MessageId" };

export type KeyMode = "live" | "test";

/** The tenant that owns the hub-wide provider configurations and the platform administrators' keys. */
export const hubTenantId = "ten_hub" as TenantId;

export const scopeOf = (tenantId: TenantId, mode: KeyMode): Scope =>
  (mode === "test" ? `${tenantId}~test` : tenantId) as Scope;

export const scopeMode = (scope: Scope): KeyMode => (scope.endsWith("~test") ? "test" : "live");

export const tenantOfScope = (scope: Scope): TenantId => scope.replace(/~test$/, "") as TenantId;

const prefixes = {
  message: "msg",
  tenant: "ten",
  apiKey: "key",
  providerConfig: "cfg",
  audit: "aud",
  batch: "bat",
  upload: "upl",
  erasure: "ers",
  export: "exp",
  template: "tpl",
  event: "evt",
  notification: "ntf",
  pause: "pau",
} as const;

export type IdKind = keyof typeof prefixes;

/** A prefix for the kind, followed by 128 bits. An id has only the characters [A-Za-z0-9_-], so any path can hold it. */
export const idOf = (kind: IdKind, bytes: Buffer): string =>
  `${prefixes[kind]}_${bytes.subarray(0, 16).toString("base64url")}`;

/** A random id. */
export const newId = (kind: IdKind): string => idOf(kind, randomBytes(16));

/**
 * The same event always gets the same id. Plain SHA-256 is enough, because `about` includes an id that nobody can guess. For guessable
 * input, use keyedId of aws/hash-key.ts.
 */
export const eventIdOf = (...about: readonly string[]): string => idOf("event", digest(about));

/** SHA-256 over all parts. Each part is preceded by its length, so ["ab", "c"] and ["a", "bc"] differ. */
export const digest = (parts: readonly string[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest();
};

/** 128 random bits for the path of a tenant's webhooks. */
export const newWebhookId = (): string => randomBytes(16).toString("base64url");

/** Distinguishes a claim that our own retry wrote from a claim of another request. */
export const newClaimToken = (): string => randomBytes(12).toString("base64url");
