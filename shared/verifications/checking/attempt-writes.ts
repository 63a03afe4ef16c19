import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import type { Scope } from "../../kernel/ids.ts";
import { presentVerification, verificationFromItem } from "../stored-row.ts";
import type { StoredVerification } from "../verification.ts";
import { verificationKey, verificationsTable } from "../verification-keys.ts";
import type { Changed } from "../verification-writes.ts";

/**
 * Counts an attempt before anything is compared: one conditional write, so that however many check at once, no more are compared than
 * the verification allows (invariant 12). Not changed: the row as it is. A repeated write counts once too often, never too seldom. The
 * length is asked for too, so that what cannot be the code costs no attempt; Twilio Verify's length is set at Twilio.
 */
export const countAttempt = async (scope: Scope, id: string, codeLength: number): Promise<Changed> => {
  const Key = verificationKey(scope, id);
  if (!Key) return { changed: false, existing: null };
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: verificationsTable(),
        Key,
        UpdateExpression: "ADD attempts :one",
        ConditionExpression:
          "#status = :pending AND attempts < maximumAttempts AND codeExpiresAt > :now AND (codeLength = :length OR engine = :verify)",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: {
          ":one": 1,
          ":pending": "pending",
          ":now": now(),
          ":length": codeLength,
          ":verify": "twilio-verify",
        },
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result)) return { changed: false, existing: presentVerification(result.existing) };
  if (!result.Attributes) throw new Error("DynamoDB answered an update without the row");
  return { changed: true, verification: verificationFromItem(result.Attributes) };
};

/**
 * Gives an attempt back after which certainly nothing was compared, if it is still the latest: a write that is repeated, or that comes after
 * another check, gives nothing back (invariant 12).
 */
export const uncountAttempt = async ({ scope, id, attempts }: StoredVerification): Promise<void> => {
  const Key = verificationKey(scope, id);
  if (!Key) return;
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: verificationsTable(),
        Key,
        UpdateExpression: "ADD attempts :less",
        ConditionExpression: "#status = :pending AND attempts = :counted",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":less": -1, ":pending": "pending", ":counted": attempts },
      }),
    ),
  );
};
