import { permissions } from "../../api/permissions.ts";
import { transact } from "../../aws/transaction.ts";
import { newApiKey } from "../../identity/api-keys/api-key.ts";
import { auditRow } from "../../identity/audit/audit-writes.ts";
import { hubTenantId } from "../../kernel/ids.ts";
import { putsOfApiKey } from "../api-keys/api-key-writes.ts";
import { newTenant } from "./new-tenant.ts";
import { putOfTenant } from "./tenant-writes.ts";

export interface PlatformAdmin {
  tenantId: string;
  keyId: string;
  /** The API key itself. The hub shows it only once. */
  secret: string;
}

/**
 * Makes an API key for a platform administrator, and the hub's own tenant if it does not exist yet. A second call makes another key and no
 * other tenant. The function writes to the tables that shared/kernel/config.ts names, with the AWS rights of the person who runs it.
 */
export const createPlatformAdmin = async (name = "Platform administrator"): Promise<PlatformAdmin> => {
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
  const refused = await transact([putOfTenant(tenant), ...putsOfApiKey(key), audit]);
  if (refused.length > 0) await transact([...putsOfApiKey(key), audit]);
  return { tenantId: hubTenantId, keyId: key.id, secret };
};
