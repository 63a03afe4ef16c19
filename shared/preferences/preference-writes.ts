import { DeleteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { transact } from "../aws/transaction.ts";
import type { AuditEntry } from "../identity/audit/audit-entry.ts";
import { auditRow } from "../identity/audit/audit-writes.ts";
import { nowIso } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { itemOfPreferences, numberKey, preferencesKey, type StoredPreferences } from "./preferences.ts";

const table = () => config.table("preferences");

/** Writes `next` over what was read. False: somebody changed it since. */
export const replacePreferences = async (
  read: StoredPreferences,
  next: StoredPreferences,
  audit: AuditEntry | null,
): Promise<boolean> => {
  const refused = await transact([
    {
      Put: {
        TableName: table(),
        Item: itemOfPreferences(next),
        ...(read.revision === 0
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : { ConditionExpression: "revision = :read", ExpressionAttributeValues: { ":read": read.revision } }),
      },
    },
    ...(audit === null ? [] : [auditRow(audit)]),
  ]);
  return refused.length === 0;
};

/** The user has proven to hold the number. False: it is not, or no longer, the one in the preferences. */
export const markNumberVerified = async (scope: Scope, userId: string, number: string): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: preferencesKey(scope, userId),
        UpdateExpression: "SET numberVerifiedAt = :at ADD revision :one",
        ConditionExpression: "numberKey = :number",
        ExpressionAttributeValues: { ":at": nowIso(), ":one": 1, ":number": numberKey(scope, number) },
      }),
    ),
  );
  return !isConditionFailed(result);
};

/** Deletes preferences that still name the number. False: they no longer do. */
export const deletePreferencesOfNumber = async (scope: Scope, userId: string, number: string): Promise<boolean> => {
  const result = await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: table(),
        Key: preferencesKey(scope, userId),
        ConditionExpression: "numberKey = :number",
        ExpressionAttributeValues: { ":number": numberKey(scope, number) },
      }),
    ),
  );
  return !isConditionFailed(result);
};
