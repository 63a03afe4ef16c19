import { readKeyByHash } from "../api-keys/api-key-reads.ts";
import { hashOfSecret, isKeySecret } from "../api-keys/key-secret.ts";
import { now } from "../clock.ts";
import { shortMemory } from "../short-memory.ts";
import { waits } from "../waits.ts";
import type { Identity, Refusal } from "./credential-identity.ts";

/** API Gateway keeps the authorizer's answer for 30 s more: together a revoked key stops within 60 s (invariant 21). */
const memory = shortMemory<Awaited<ReturnType<typeof readKeyByHash>>>({
  milliseconds: () => waits().credentialMemory,
  entries: 10_000,
});

export const identityOfApiKey = async (secret: string): Promise<Identity | Refusal> => {
  if (!isKeySecret(secret)) return { refused: "malformed" };
  const hash = hashOfSecret(secret);
  const key = await memory.recall(hash, () => readKeyByHash(hash));
  if (!key) return { refused: "unknown" };
  if (key.keyExpiresAt !== null && Date.parse(key.keyExpiresAt) <= now()) return { refused: "expired" };
  return { tenantId: key.tenantId, mode: key.mode, permissionNames: key.permissions, keyId: key.id };
};
