import { type TransactItem, transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { nowIso } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { TenantId } from "../kernel/ids.ts";
import { defaultPointer, itemOfConfig, maximumOwned, ownerList, type StoredProviderConfig } from "./provider-config.ts";

const table = () => config.table("providerConfigs");

/** How a write changes the item that names the tenant's default. */
export type DefaultChange = "take" | "takeIfNone" | "giveUp" | "leave";

/** `exists`: a configuration with this id exists already. `full`: the owner has reached the maximum. */
export const insertConfig = async (
  row: StoredProviderConfig,
  change: DefaultChange,
  audit: AuditEntry,
): Promise<"inserted" | "exists" | "full"> => {
  const put: TransactItem = {
    Put: { TableName: table(), Item: itemOfConfig(row), ConditionExpression: "attribute_not_exists(pk)" },
  };
  const pointers = pointerItems(row.tenantId, row.id, change);
  const refused = await transact([put, listed(row), auditRow(audit), ...pointers]);
  if (refused.length === 0) return "inserted";
  if (refused.includes(0)) return "exists";
  if (refused.includes(1)) return "full";
  return insertConfig(row, "leave", audit);
};

const listed = ({ tenantId, id, ownerUserId }: StoredProviderConfig): TransactItem => ({
  Update: {
    TableName: table(),
    Key: { pk: tenantId, sk: ownerList(ownerUserId) },
    UpdateExpression: "ADD configIds :ids",
    ConditionExpression: "attribute_not_exists(configIds) OR size(configIds) < :maximum",
    ExpressionAttributeValues: { ":ids": new Set([id]), ":maximum": maximumOf(ownerUserId) },
  },
});

export const maximumOf = (ownerUserId: string | null): number =>
  ownerUserId === null ? maximumOwned.byTenant : maximumOwned.byUser;

const unlisted = ({ tenantId, id, ownerUserId }: StoredProviderConfig): TransactItem => ({
  Update: {
    TableName: table(),
    Key: { pk: tenantId, sk: ownerList(ownerUserId) },
    UpdateExpression: "DELETE configIds :ids",
    ExpressionAttributeValues: { ":ids": new Set([id]) },
  },
});

export type ConfigChanges = Partial<Omit<StoredProviderConfig, "tenantId" | "id" | "revision" | "webhookId">>;

/** False: another request changed the configuration or the default after they were read. */
export const updateConfig = async (
  read: StoredProviderConfig,
  changes: ConfigChanges,
  change: DefaultChange,
  audit: AuditEntry,
): Promise<boolean> => {
  const set = { ...changes, updatedAt: nowIso(), revision: read.revision + 1 };
  const names = Object.keys(set);
  const update: TransactItem = {
    Update: {
      TableName: table(),
      Key: { pk: read.tenantId, sk: read.id },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
      ConditionExpression: "#revision = :read",
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ":read": read.revision,
      },
    },
  };
  const refused = await transact([update, auditRow(audit), ...pointerItems(read.tenantId, read.id, change)]);
  return refused.length === 0;
};

/** Deletes a configuration with its credentials. False: another request changed it or the default after they were read. */
export const deleteConfig = async (
  read: StoredProviderConfig,
  isDefault: boolean,
  audit: AuditEntry,
): Promise<boolean> => {
  const remove: TransactItem = {
    Delete: {
      TableName: table(),
      Key: { pk: read.tenantId, sk: read.id },
      ConditionExpression: "revision = :read",
      ExpressionAttributeValues: { ":read": read.revision },
    },
  };
  const pointer = pointerItems(read.tenantId, read.id, isDefault ? "giveUp" : "leave");
  return (await transact([remove, unlisted(read), auditRow(audit), ...pointer])).length === 0;
};

/**
 * A configuration that becomes the default gets a new revision too. So DynamoDB refuses a deletion that read the configuration before it
 * became the default, and the pointer never names a deleted configuration.
 */
const pointerItems = (tenantId: TenantId, configId: string, change: DefaultChange): TransactItem[] => {
  const Key = { pk: tenantId, sk: defaultPointer };
  const put = { TableName: table(), Item: { ...Key, configId } };
  switch (change) {
    case "leave":
      return [];
    case "take":
      return [{ Put: put }];
    case "takeIfNone":
      return [{ Put: { ...put, ConditionExpression: "attribute_not_exists(pk)" } }];
    case "giveUp":
      return [
        {
          Delete: {
            TableName: table(),
            Key,
            ConditionExpression: "configId = :id",
            ExpressionAttributeValues: { ":id": configId },
          },
        },
      ];
  }
};
