import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../../aws/dynamodb.ts";
import { type TransactItem, transact } from "../../aws/transaction.ts";
import { keyList, maximumKeys, type StoredApiKey } from "../../identity/api-keys/api-key.ts";
import type { AuditEntry } from "../../identity/audit/audit-entry.ts";
import { auditRow } from "../../identity/audit/audit-writes.ts";
import { epochSeconds, now, nowIso } from "../../kernel/clock.ts";
import { config } from "../../kernel/config.ts";
import { day } from "../../kernel/durations.ts";
import type { TenantId } from "../../kernel/ids.ts";

const table = () => config.table("apiKeys");

/** The row of a revoked key stays this long, so that a retry of the request that made it does not make another key. */
const revokedRowMilliseconds = day;

/** Puts the two rows of a key and adds its id to the tenant's list. The authorizer finds one of the rows by the hash of the secret. */
export const putsOfApiKey = (key: StoredApiKey): TransactItem[] => [...rowsOf(key), listed(key)];

const rowsOf = (key: StoredApiKey): TransactItem[] => {
  const { tenantId, id, mode, permissions, keyExpiresAt, hash } = key;
  const expiry = keyExpiresAt === null ? {} : { expiresAt: epochSeconds(Date.parse(keyExpiresAt)) };
  const rows = [
    { pk: tenantId, sk: id, ...key },
    { pk: `hash#${hash}`, sk: "key", tenantId, id, mode, permissions, keyExpiresAt, ...expiry },
  ];
  return rows.map((Item) => ({
    Put: { TableName: table(), Item, ConditionExpression: "attribute_not_exists(pk)" },
  }));
};

const listed = ({ tenantId, id }: StoredApiKey) => ({
  Update: {
    TableName: table(),
    Key: keyList(tenantId),
    UpdateExpression: "ADD keyIds :ids",
    ExpressionAttributeValues: { ":ids": new Set([id]) },
  },
});

/** `exists`: a key of this id exists. `full`: the tenant has the maximum number of keys. */
export const insertApiKey = async (key: StoredApiKey, audit: AuditEntry): Promise<"inserted" | "exists" | "full"> => {
  const { Update } = listed(key);
  const limited: TransactItem = {
    Update: {
      ...Update,
      ConditionExpression: "attribute_not_exists(keyIds) OR size(keyIds) < :maximum",
      ExpressionAttributeValues: { ...Update.ExpressionAttributeValues, ":maximum": maximumKeys },
    },
  };
  const refused = await transact([limited, ...rowsOf(key), auditRow(audit)]);
  if (refused.length === 0) return "inserted";
  return refused.some((position) => position > 0) ? "exists" : "full";
};

/** Removes the ids of keys that are gone from the tenant's list. */
export const unlistApiKeys = async (tenantId: TenantId, ids: readonly string[]): Promise<void> => {
  await dynamodb().send(new UpdateCommand(unlisting(tenantId, ids)));
};

const unlisting = (tenantId: TenantId, ids: readonly string[]) => ({
  TableName: table(),
  Key: keyList(tenantId),
  UpdateExpression: "DELETE keyIds :ids",
  ExpressionAttributeValues: { ":ids": new Set(ids) },
});

/** Revokes a key for good. False: another request has revoked it. */
export const revokeApiKeyRow = async ({ tenantId, id, hash }: StoredApiKey, audit: AuditEntry): Promise<boolean> => {
  const refused = await transact([
    {
      Update: {
        TableName: table(),
        Key: { pk: tenantId, sk: id },
        UpdateExpression: "SET revokedAt = :at, expiresAt = :rowExpiry",
        ConditionExpression: "attribute_exists(pk) AND revokedAt = :none",
        ExpressionAttributeValues: {
          ":at": nowIso(),
          ":none": null,
          ":rowExpiry": epochSeconds(now() + revokedRowMilliseconds),
        },
      },
    },
    { Delete: { TableName: table(), Key: { pk: `hash#${hash}`, sk: "key" } } },
    { Update: unlisting(tenantId, [id]) },
    auditRow(audit),
  ]);
  return refused.length === 0;
};
