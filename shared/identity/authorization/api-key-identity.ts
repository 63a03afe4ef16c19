import { cache } from "../../kernel/cache.ts";
import { now } from "../../kernel/clock.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { readKeyByHash } from "../api-keys/api-key-reads.ts";
import { hashOfSecret, isKeySecret } from "../api-keys/key-secret.ts";
import type { Identity, Refusal } from "./credential-identity.ts";

/** API Gateway caches the authorizer's answer for another 10 s. Together, a revoked key stops within 30 s (invariant 21). */
const keys = cache<Awaited<ReturnType<typeof readKeyByHash>>>({
  milliseconds: () => waits().credentialMemory,
  entries: 10_000,
});

export const identityOfApiKey = async (secret: string): Promise<Identity | Refusal> => {
  if (!isKeySecret(secret)) return { refused: "no_key" };
  const hash = hashOfSecret(secret);
  const key = await keys.recall(hash, () => readKeyByHash(hash));
  if (!key) return { refused: "unknown" };
  if (key.keyExpiresAt !== null && Date.parse(key.keyExpiresAt) <= now()) return { refused: "expired" };
  const { tenantId, mode, permissions: permissionNames, id: keyId } = key;
  const expiresAt = key.keyExpiresAt === null ? {} : { expiresAt: Date.parse(key.keyExpiresAt) };
  return { tenantId, mode, permissionNames, keyId, ...expiresAt };
};
