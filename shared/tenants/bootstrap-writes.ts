import { permissions } from "../api/permissions.ts";
import { newApiKey } from "../api-keys/api-key.ts";
import { putsOfApiKey } from "../api-keys/api-key-writes.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { type TransactItem, transact } from "../aws/transaction.ts";
import { hubTenantId } from "../ids.ts";
import { newTenant } from "./new-tenant.ts";
import { putOfTenant } from "./tenant-writes.ts";

export interface PlatformAdmin {
  tenantId: string;
  keyId: string;
  /** The API key itself: shown this once. */
  secret: string;
}

interface PlatformAdminWrites {
  admin: PlatformAdmin;
  /** One transaction that makes the hub's own tenant too. */
  withTenant: TransactItem[];
  /** One transaction where that tenant is already there. */
  keyAlone: TransactItem[];
}

/** A new platform administrator's API key, and the writes that make it known to the tables that shared/config.ts names. */
export const platformAdminWrites = (name = "Platform administrator"): PlatformAdminWrites => {
  const { key, secret } = newApiKey({ tenantId: hubTenantId, name, mode: "live", permissions });
  const tenant = newTenant({
    id: hubTenantId,
    settings: { name: "PhoneHub", defaultCountry: null, timeZone: "UTC", quietHours: null, useHubProvider: false },
    firstApiKeyId: key.id,
    fingerprint: null,
  });
  const audit = auditRow({
    tenantId: hubTenantId,
    actor: "operator",
    action: "createPlatformAdmin",
    target: key.id,
    requestId: key.id,
  });
  const keyAlone = [...putsOfApiKey(key), audit];
  const admin = { tenantId: hubTenantId, keyId: key.id, secret };
  return { admin, keyAlone, withTenant: [putOfTenant(tenant), ...keyAlone] };
};

/**
 * Makes a platform administrator's API key, and the hub's own tenant where it is not there yet: once more makes another key and no
 * other tenant. It writes with the rights of its caller.
 */
export const createPlatformAdmin = async (name?: string): Promise<PlatformAdmin> => {
  const { admin, withTenant, keyAlone } = platformAdminWrites(name);
  const refused = await transact(withTenant);
  if (refused.length > 0) await transact(keyAlone);
  return admin;
};
