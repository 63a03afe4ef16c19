import type { BodyOf } from "../../api/operation.ts";
import type { createApiKey } from "../../api/operations/api-keys.ts";
import * as rules from "../../api/rules.ts";
import { fingerprintOf } from "../../aws/hash-key.ts";
import {
  type CreatedApiKeyView,
  maximumKeys,
  newApiKey,
  type StoredApiKey,
  viewOfApiKey,
} from "../../identity/api-keys/api-key.ts";
import { readApiKey, readApiKeys, readKeyIds } from "../../identity/api-keys/api-key-reads.ts";
import { type AuditEntry, auditOf } from "../../identity/audit/audit-entry.ts";
import type { Caller } from "../../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../../identity/idempotency.ts";
import { now } from "../../kernel/clock.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { limitCreation } from "../../limits/creation-limits.ts";
import { insertApiKey, unlistApiKeys } from "./api-key-writes.ts";

type Wanted = BodyOf<typeof createApiKey>;

interface MadeApiKey {
  key: CreatedApiKeyView;
  replayed: boolean;
}

/** Makes a key. The same idempotency key and body answers the key that was made then, without its secret. Throws
 * limit_reached. */
export const makeApiKey = async (
  caller: Caller,
  wanted: Wanted,
  idempotencyKey: string | null,
): Promise<MadeApiKey> => {
  refuseAboveCeiling(caller, wanted);
  refusePast(wanted);
  const { tenantId } = caller;
  const fingerprint = await fingerprintOf(wanted);
  const id = await idForRequest("apiKey", caller, "createApiKey", idempotencyKey);
  const { key, secret } = newApiKey({ ...wanted, id, tenantId, fingerprint });
  const changes = { name: key.name, mode: key.mode, permissions: key.permissions, expiresAt: key.keyExpiresAt };
  await limitCreation(caller, "apiKeys");
  if (await inserted(key, auditOf(caller, key.id, changes)))
    return { key: { ...viewOfApiKey(key), secret }, replayed: false };
  const existing = await readApiKey(tenantId, key.id);
  if (!existing) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  replayOrRefuse(existing, fingerprint);
  return { key: { ...viewOfApiKey(existing), secret: null }, replayed: true };
};

/** False: there is a key of that id. Throws limit_reached where the tenant has as many that still count as may be. */
const inserted = async (key: StoredApiKey, audit: AuditEntry): Promise<boolean> => {
  const first = await insertApiKey(key, audit);
  if (first !== "full") return first === "inserted";
  await unlistExpired(key.tenantId);
  const second = await insertApiKey(key, audit);
  if (second !== "full") return second === "inserted";
  throw new Problem("limit_reached", { detail: `At most ${maximumKeys} API keys per tenant: revoke one first.` });
};

const unlistExpired = async (tenantId: TenantId): Promise<void> => {
  const [ids, keys] = await Promise.all([readKeyIds(tenantId), readApiKeys(tenantId)]);
  const counting = keys.filter(({ keyExpiresAt }) => keyExpiresAt === null || Date.parse(keyExpiresAt) > now());
  const gone = ids.filter((id) => !counting.some((key) => key.id === id));
  if (gone.length > 0) await unlistApiKeys(tenantId, gone);
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
