import type { createApiKey } from "../api/api-keys.ts";
import type { BodyOf } from "../api/operation.ts";
import * as rules from "../api/rules.ts";
import { auditOf } from "../audit/audit-entry.ts";
import { now } from "../clock.ts";
import { broken, Problem } from "../errors.ts";
import { fingerprintOf, replayOrRefuse } from "../idempotency.ts";
import { idFrom } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import { type CreatedApiKeyView, newApiKey, viewOfApiKey } from "./api-key.ts";
import { readApiKey } from "./api-key-reads.ts";
import { insertApiKey } from "./api-key-writes.ts";

type Wanted = BodyOf<typeof createApiKey>;

interface MadeApiKey {
  key: CreatedApiKeyView;
  replayed: boolean;
}

/** Makes a key. The same idempotency key and body answers the key that was made then, without its secret. */
export const makeApiKey = async (
  caller: Caller,
  wanted: Wanted,
  idempotencyKey: string | null,
): Promise<MadeApiKey> => {
  refuseAboveCeiling(caller, wanted);
  refusePast(wanted);
  const { tenantId, mode } = caller;
  const fingerprint = fingerprintOf(wanted);
  const named = idempotencyKey === null ? {} : { id: idFrom("apiKey", tenantId, "createApiKey", mode, idempotencyKey) };
  const { key, secret } = newApiKey({ ...wanted, ...named, tenantId, fingerprint });
  const changes = { name: key.name, mode: key.mode, permissions: key.permissions, expiresAt: key.keyExpiresAt };
  if (await insertApiKey(key, auditOf(caller, key.id, changes)))
    return { key: { ...viewOfApiKey(key), secret }, replayed: false };
  const existing = await readApiKey(tenantId, key.id);
  if (!existing) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  replayOrRefuse(existing.fingerprint, fingerprint);
  return { key: { ...viewOfApiKey(existing), secret: null }, replayed: true };
};

/** At most its maker's permissions; a test key makes test keys only, and never one that runs the platform (invariant 21). */
const refuseAboveCeiling = (caller: Caller, { mode, permissions }: Wanted): void => {
  if (caller.mode === "test" && mode !== "test")
    throw new Problem("permission_missing", { detail: "A test key makes test keys only: set mode to test." });
  const missing = permissions.filter((one) => !caller.permissions.has(one));
  if (missing.length > 0)
    throw new Problem("permission_missing", {
      detail: `A key gets at most its maker's permissions; you lack ${missing.join(", ")}.`,
    });
  if (mode === "test" && permissions.includes("platform_admin"))
    throw new Problem("permission_missing", { detail: "A test key cannot hold platform_admin." });
};

const refusePast = ({ expiresAt }: Wanted): void => {
  if (expiresAt === undefined || Date.parse(expiresAt) > now()) return;
  throw broken(rules.laterThanNow);
};
