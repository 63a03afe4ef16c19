import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../../aws/dynamodb.ts";
import { epochSeconds, now, nowIso } from "../../kernel/clock.ts";
import type { StoredVerification } from "../verification.ts";
import { keptSeconds, verificationsTable } from "../verification-keys.ts";

/** Which verification an idempotency key stands for, and the request that made it. */
export interface KeyClaim {
  key: { pk: string; sk: string };
  fingerprint: string;
}

export interface ClaimedKey {
  verificationId: string;
  fingerprint: string;
  claimToken: string;
  leaseUntil: number;
  createdAt: string;
}

/** Claims a key for a new verification. Null: it is ours; else what it stands for. */
export const claimKey = async (
  { key, fingerprint }: KeyClaim,
  { id, claimToken, leaseUntil }: StoredVerification,
): Promise<ClaimedKey | null> => {
  const result = await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: verificationsTable(),
        Item: {
          ...key,
          verificationId: id,
          fingerprint,
          claimToken,
          leaseUntil,
          createdAt: nowIso(),
          expiresAt: epochSeconds(now()) + keptSeconds,
        },
        ConditionExpression: "attribute_not_exists(pk) OR claimToken = :ours OR expiresAt < :now",
        ExpressionAttributeValues: { ":ours": claimToken, ":now": epochSeconds(now()) },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  return isConditionFailed(result) ? claimedKeyOf(result.existing) : null;
};

const claimedKeyOf = (row: Item = {}): ClaimedKey => ({
  verificationId: String(row.verificationId),
  fingerprint: String(row.fingerprint),
  claimToken: String(row.claimToken),
  leaseUntil: Number(row.leaseUntil),
  createdAt: String(row.createdAt),
});

/** Frees a key whose request came to nothing. */
export const releaseKey = async ({ key }: Pick<KeyClaim, "key">, claimToken: string | undefined): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: verificationsTable(),
        Key: key,
        ConditionExpression: "claimToken = :token",
        ExpressionAttributeValues: { ":token": claimToken },
      }),
    ),
  );
};
