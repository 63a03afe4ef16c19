import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import type { Scope } from "../../kernel/ids.ts";
import { presentVerification, verificationFromItem } from "../stored-row.ts";
import type { StoredVerification } from "../verification.ts";
import { verificationKey, verificationsTable } from "../verification-keys.ts";
import type { Changed } from "../verification-writes.ts";

/**
 * Counts an attempt before anything is compared, in one conditional write: even if many checks come at once, the hub compares no more
 * codes than the verification allows (invariant 12). Not changed: returns the row as it is. If the SDK repeats the write, it counts one
 * attempt too many, never one too few. The condition includes the length, so that digits which cannot be the code cost no attempt. Twilio
 * sets the length for Twilio Verify.
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
 * Gives an attempt back if nothing was compared after it and it is still the latest one. A repeated write, or one that comes after
 * another check, gives nothing back (invariant 12).
 */
export const refundAttempt = async ({ scope, id, attempts }: StoredVerification): Promise<void> => {
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
