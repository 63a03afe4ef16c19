import type * as z from "zod";
import type { BodyOf } from "../../api/operation.ts";
import type { CreatedTenant, createTenant } from "../../api/operations/tenants.ts";
import { tenantPermissions } from "../../api/permissions.ts";
import { fingerprintOf } from "../../aws/hash-key.ts";
import { newApiKey, viewOfApiKey } from "../../identity/api-keys/api-key.ts";
import { readApiKey } from "../../identity/api-keys/api-key-reads.ts";
import { auditOf } from "../../identity/audit/audit-entry.ts";
import { type Caller, requireLiveKey } from "../../identity/caller.ts";
import { idForRequest, replayOrRefuse } from "../../identity/idempotency.ts";
import { readTenant } from "../../identity/tenants/tenant-reads.ts";
import { Problem } from "../../kernel/errors.ts";
import type { TenantId } from "../../kernel/ids.ts";
import { newTenant } from "./new-tenant.ts";
import { insertTenant } from "./tenant-writes.ts";

interface MadeTenant {
  tenant: z.output<typeof CreatedTenant>;
  replayed: boolean;
}

/**
 * Makes a tenant and its first live key in one transaction. If the request repeats an idempotency key and its body, returns the first
 * tenant.
 */
export const makeTenant = async (
  caller: Caller,
  settings: BodyOf<typeof createTenant>,
  idempotencyKey: string | null,
): Promise<MadeTenant> => {
  requireLiveKey(caller);
  const fingerprint = await fingerprintOf(settings);
  const id = await tenantIdOf(caller, idempotencyKey);
  const { key, secret } = newApiKey({
    tenantId: id,
    name: "First key",
    mode: "live",
    permissions: tenantPermissions,
  });
  const tenant = newTenant({ id, settings, firstApiKeyId: key.id, fingerprint });
  if (await insertTenant(tenant, key, auditOf({ ...caller, tenantId: id }, id)))
    return { tenant: { ...tenant, apiKey: { ...viewOfApiKey(key), secret } }, replayed: false };
  return replayed(id, fingerprint);
};

const tenantIdOf = async (caller: Caller, idempotencyKey: string | null): Promise<TenantId> =>
  (await idForRequest("tenant", caller, "createTenant", idempotencyKey)) as TenantId;

const replayed = async (id: TenantId, fingerprint: string): Promise<MadeTenant> => {
  const tenant = await readTenant(id);
  if (!tenant) throw new Problem("temporarily_unavailable", { retryAfterSeconds: 1 });
  replayOrRefuse(tenant, fingerprint);
  const key = await readApiKey(id, tenant.firstApiKeyId);
  return { tenant: { ...tenant, apiKey: key && { ...viewOfApiKey(key), secret: null } }, replayed: true };
};
