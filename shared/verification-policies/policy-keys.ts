import type { TenantId } from "../kernel/ids.ts";

/** Beside the tenant's own row: an id of a tenant holds no `#`. */
export const policyKey = (tenantId: TenantId) => ({ pk: `${tenantId}#verification-policy` });
