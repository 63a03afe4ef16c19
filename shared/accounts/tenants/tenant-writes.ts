import { type TransactItem, transact } from "../../aws/transaction.ts";
import type { StoredApiKey } from "../../identity/api-keys/api-key.ts";
import type { AuditEntry } from "../../identity/audit/audit-entry.ts";
import { auditRow } from "../../identity/audit/audit-writes.ts";
import { itemOfTenant, type StoredTenant, type TenantView } from "../../identity/tenants/tenant.ts";
import { config } from "../../kernel/config.ts";
import { putsOfApiKey } from "../api-keys/api-key-writes.ts";

export const putOfTenant = (tenant: StoredTenant): TransactItem => ({
  Put: {
    TableName: config.table("tenants"),
    Item: itemOfTenant(tenant),
    ConditionExpression: "attribute_not_exists(pk)",
  },
});

type TenantChanges = Partial<Pick<TenantView, "name" | "status" | "defaultCountry" | "timeZone" | "quietHours">> & {
  useHubProvider?: boolean;
};

/** Sets the given members and leaves the others. False: there is no such tenant. */
export const updateTenantRow = async (changes: TenantChanges, audit: AuditEntry): Promise<boolean> => {
  const names = Object.keys(changes);
  const update: TransactItem = {
    Update: {
      TableName: config.table("tenants"),
      Key: { pk: audit.target },
      UpdateExpression: `SET ${names.map((name, at) => `#${at} = :${name}`).join(", ")}`,
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
      ExpressionAttributeValues: Object.fromEntries(
        Object.entries(changes).map(([name, value]) => [`:${name}`, value]),
      ),
    },
  };
  return (await transact([update, auditRow(audit)])).length === 0;
};

/** Writes a tenant and its first API key. False: a tenant of this id exists. */
export const insertTenant = async (tenant: StoredTenant, key: StoredApiKey, audit: AuditEntry): Promise<boolean> =>
  (await transact([putOfTenant(tenant), ...putsOfApiKey(key), auditRow(audit)])).length === 0;
