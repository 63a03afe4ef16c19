import type { AuditEntry } from "../audit/audit-entry.ts";
import { auditRow } from "../audit/audit-writes.ts";
import { type TransactItem, transact } from "../aws/transaction.ts";
import { epochSeconds, now, nowIso } from "../clock.ts";
import { config } from "../config.ts";
import type { StoredApiKey } from "./api-key.ts";

const table = () => config.table("apiKeys");

/** A revoked key's row stays this long, so that repeating the request that made it does not make another. */
const revokedRowMilliseconds = 24 * 3_600_000;

/** A key's two rows: one found by its hash, for the authorizer, and one in its tenant's list. */
export const putsOfApiKey = (key: StoredApiKey): TransactItem[] => {
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

/** False: there is a key of that id. */
export const insertApiKey = async (key: StoredApiKey, audit: AuditEntry): Promise<boolean> =>
  (await transact([...putsOfApiKey(key), auditRow(audit)])).length === 0;

/** Ends a key for good. False: it was revoked meanwhile. */
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
    auditRow(audit),
  ]);
  return refused.length === 0;
};
