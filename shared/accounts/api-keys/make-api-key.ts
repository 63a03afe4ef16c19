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

type Body = BodyOf<typeof createApiKey>;

interface MadeApiKey {
  key: CreatedApiKeyView;
  replayed: boolean;
}

/** Makes a key. If the request repeats an idempotency key and its body, returns the first key without its secret. Throws limit_reached. */
export const makeApiKey = async (caller: Caller, body: Body, idempotencyKey: string | null): Promise<MadeApiKey> => {
  refuseAboveCeiling(caller, body);
  refusePast(body);
  const { tenantId } = caller;
  const fingerprint = await fingerprintOf(body);
  const id = await idForRequest("apiKey", caller, "createApiKey", idempotencyKey);
  const { key, secret } = newApiKey({ ...body, id, tenantId, fingerprint });
  const changes = { name: key.name, mode: key.mode, permissions: key.permissions, expiresAt: key.keyExpiresAt };
  await limitCreation(caller, "apiKeys");
  if (await inserted(key, auditOf(caller, key.id, changes)))
    return { key: { ...viewOfApiKey(key), secret }, replayed: false };
  const existing = await readApiKey(tenantId, key.id);
  if (!existing) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  replayOrRefuse(existing, fingerprint);
  return { key: { ...viewOfApiKey(existing), secret: null }, replayed: true };
};

/** False: a key of this id exists. Throws limit_reached if the tenant has the maximum number of keys that have not expired. */
const inserted = async (key: StoredApiKey, audit: AuditEntry): Promise<boolean> => {
  const first = await insertApiKey(key, audit);
  if (first !== "full") return first === "inserted";
  await unlistExpired(key.tenantId);
  const second = await insertApiKey(key, audit);
  if (second !== "full") return second === "inserted";
  throw new Problem("limit_reached", { detail: `A tenant has at most ${maximumKeys} API keys. Revoke one first.` });
};

const unlistExpired = async (tenantId: TenantId): Promise<void> => {
  const [ids, keys] = await Promise.all([readKeyIds(tenantId), readApiKeys(tenantId)]);
  const counting = keys.filter(({ keyExpiresAt }) => keyExpiresAt === null || Date.parse(keyExpiresAt) > now());
  const gone = ids.filter((id) => !counting.some((key) => key.id === id));
  if (gone.length > 0) await unlistApiKeys(tenantId, gone);
};

/** A key gets at most its maker's permissions. A test key makes test keys only, and no test key runs the platform (invariant 21). */
const refuseAboveCeiling = (caller: Caller, { mode, permissions }: Body): void => {
  if (caller.mode === "test" && mode !== "test")
    throw new Problem("permission_missing", { detail: "A test key can make test keys only. Set `mode` to `test`." });
  const missing = permissions.filter((one) => !caller.permissions.has(one));
  if (missing.length > 0)
    throw new Problem("permission_missing", {
      detail: `A key can have only permissions that you have. You lack ${missing.join(", ")}.`,
    });
  if (mode === "test" && permissions.includes("platform_admin"))
    throw new Problem("permission_missing", {
      detail: "A test key cannot have platform_admin. Leave that permission out.",
    });
};

const refusePast = ({ expiresAt }: Body): void => {
  if (expiresAt === undefined || Date.parse(expiresAt) > now()) return;
  throw broken(rules.laterThanNow);
};
