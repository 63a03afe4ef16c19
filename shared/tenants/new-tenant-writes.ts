import type { StoredApiKey } from "../api-keys/api-key.ts";
import { putsOfApiKey } from "../api-keys/api-key-writes.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { transact } from "../aws/transaction.ts";
import type { StoredTenant } from "./tenant.ts";
import { putOfTenant } from "./tenant-writes.ts";

/** Writes a tenant and its first API key. False: there is one of that id. */
export const insertTenant = async (tenant: StoredTenant, key: StoredApiKey, audit: AuditEntry): Promise<boolean> =>
  (await transact([putOfTenant(tenant), ...putsOfApiKey(key), auditRow(audit)])).length === 0;
