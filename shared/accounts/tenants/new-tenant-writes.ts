import { transact } from "../../aws/transaction.ts";
import type { StoredApiKey } from "../../identity/api-keys/api-key.ts";
import type { AuditEntry } from "../../identity/audit/audit-entry.ts";
import { auditRow } from "../../identity/audit/audit-writes.ts";
import type { StoredTenant } from "../../identity/tenants/tenant.ts";
import { putsOfApiKey } from "../api-keys/api-key-writes.ts";
import { putOfTenant } from "./tenant-writes.ts";

/** Writes a tenant and its first API key. False: there is one of that id. */
export const insertTenant = async (tenant: StoredTenant, key: StoredApiKey, audit: AuditEntry): Promise<boolean> =>
  (await transact([putOfTenant(tenant), ...putsOfApiKey(key), auditRow(audit)])).length === 0;
