import { createHash, randomBytes } from "node:crypto";

/** A tenant, proven by a credential or by a signed callback; never taken from a request. */
export type TenantId = string & { readonly __brand: "TenantId" };
/**
 * Where a credential's data lives: the tenant's live data, or its test data. Every key of tenant data begins with it, so that a
 * test key and a live key can never meet.
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

/** 128 bits behind a prefix that tells what they name; only [A-Za-z0-9_-], so it may stand in any path. */
export const idOf = (kind: IdKind, bytes: Buffer): string =>
  `${prefixes[kind]}_${bytes.subarray(0, 16).toString("base64url")}`;

/** A random one. */
export const newId = (kind: IdKind): string => idOf(kind, randomBytes(16));

/**
 * The same event has the same id, however often it is read. Plain SHA-256: an event is about what has an id that nobody can guess. What
 * can be guessed takes keyedId of aws/hash-key.ts.
 */
export const eventIdOf = (...about: readonly string[]): string => idOf("event", digest(about));

/** SHA-256 over parts that cannot run into each other. */
export const digest = (parts: readonly string[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:${part}`);
  return hash.digest();
};

/** 128 random bits for the path of a tenant's webhooks. */
export const newWebhookId = (): string => randomBytes(16).toString("base64url");

/** Tells a claim that was written by a retry of our own from somebody else's. */
export const newClaimToken = (): string => randomBytes(12).toString("base64url");
