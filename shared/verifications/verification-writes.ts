import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, type Item, isConditionFailed } from "../aws/dynamodb.ts";
import { newUpdate, type Update } from "../aws/update-expression.ts";
import { epochSeconds, now, nowIso } from "../kernel/clock.ts";
import { newClaimToken } from "../kernel/ids.ts";
import { itemOfVerification, presentVerification, verificationFromItem } from "./stored-row.ts";
import type { StoredVerification } from "./verification.ts";
import { hashPrefixInId, keptSeconds, keysOf, latestKey, verificationsTable } from "./verification-keys.ts";

/** The result of a conditional write. Not changed: the row as it is, or null if there is none. */
export type Changed =
  | { changed: true; verification: StoredVerification }
  | { changed: false; existing: StoredVerification | null };

/** A claim of an idempotency key: its row and the fingerprint of the request. */
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

/** Claims a key for a new verification. Null: it is ours. Otherwise returns the claim that holds it. */
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

/** Writes a new row, which is also the claim to send its code. Its id is random, so a repeated write changes nothing. */
export const createVerification = async (verification: StoredVerification): Promise<void> => {
  await dynamodb().send(new PutCommand({ TableName: verificationsTable(), Item: itemOfVerification(verification) }));
};

/** Deletes the row of a start that sent nothing. */
export const removeClaim = async (verification: StoredVerification): Promise<void> => {
  await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: verificationsTable(),
        Key: rowKey(verification),
        ConditionExpression: "claimToken = :token",
        ExpressionAttributeValues: { ":token": verification.claimToken },
      }),
    ),
  );
};

/** Frees the key of a request that sent nothing. */
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

/** Makes this the verification that checks by number and purpose refer to. */
export const pointToLatest = async ({ scope, id, purpose }: StoredVerification): Promise<void> => {
  await dynamodb().send(
    new PutCommand({
      TableName: verificationsTable(),
      Item: {
        ...latestKey(scope, hashPrefixInId(id) ?? "", purpose),
        id,
        expiresAt: epochSeconds(now()) + keptSeconds,
      },
    }),
  );
};

/** The result of a send, or the earlier values if nothing was sent. */
type SendResult = Pick<StoredVerification, "sends" | "nextSendAt"> &
  Partial<Pick<StoredVerification, "mac" | "providerSid" | "channel" | "codeExpiresAt" | "codeLength">>;

/** Writes the result of the claimed send and ends the claim. The claim token stays, so that a repeated write succeeds too. */
export const settleClaim = (verification: StoredVerification, result: SendResult): Promise<Changed> => {
  const update = newUpdate();
  for (const [name, value] of Object.entries(result)) if (value !== undefined) update.set(name, value);
  update.remove("leaseUntil");
  update.condition(`claimToken = ${update.value(verification.claimToken)}`);
  return run(verification, update);
};

/**
 * Claims another send and replaces the code before anything is sent: from here on the previous code is invalid (invariant 13). Not
 * changed if the verification is no longer open, or another resend came between.
 */
export const claimResend = (before: StoredVerification, after: StoredVerification): Promise<Changed> => {
  const { sends, mac, channel, codeExpiresAt, codeLength, claimToken, leaseUntil } = after;
  const update = newUpdate();
  for (const [name, value] of Object.entries({ sends, channel, codeExpiresAt, codeLength, claimToken, leaseUntil }))
    update.set(name, value);
  if (mac !== undefined) update.set("mac", mac);
  conditionOpen(update);
  const ours = `claimToken = ${update.value(claimToken)}`;
  const isFree = `(attribute_not_exists(leaseUntil) OR leaseUntil < ${update.value(now())})`;
  update.condition(`(${ours} OR (claimToken = ${update.value(before.claimToken)} AND ${isFree}))`);
  return run(before, update);
};

/** Cancels a verification that is still open. */
export const cancelOpen = (verification: StoredVerification): Promise<Changed> => {
  const update = newUpdate();
  update.set("status", "canceled");
  conditionOpen(update);
  return run(verification, update);
};

/** Approves a verification, using up exactly the code that was compared, once (invariants 12, 13). */
export const approve = async (compared: StoredVerification): Promise<Changed> => {
  const approvalToken = newClaimToken();
  const update = newUpdate();
  update.set("status", "approved");
  update.set("approvedAt", nowIso());
  update.set("approvalToken", approvalToken);
  update.condition(`${update.name("status")} = ${update.value("pending")}`);
  for (const name of ["mac", "providerSid"] as const)
    if (compared[name] !== undefined) update.condition(`${update.name(name)} = ${update.value(compared[name])}`);
  const result = await run(compared, update);
  return !result.changed && result.existing?.approvalToken === approvalToken
    ? { changed: true, verification: result.existing }
    : result;
};

/** Ends a verification whose last attempt was wrong, by the hub's count or the provider's. */
export const exhaust = (verification: StoredVerification): Promise<Changed> => {
  const update = newUpdate();
  update.set("status", "max_attempts_reached");
  update.condition(`${update.name("status")} = ${update.value("pending")}`);
  return run(verification, update);
};

/** Requires that the verification is pending and not expired, and has an attempt left. */
const conditionOpen = (update: Update): void => {
  update.condition(`${update.name("status")} = ${update.value("pending")}`);
  update.condition(`${update.name("codeExpiresAt")} > ${update.value(now())}`);
  update.condition("attempts < maximumAttempts");
};

const rowKey = (verification: StoredVerification) => {
  const { pk, sk } = keysOf(verification);
  return { pk, sk };
};

const run = async (verification: StoredVerification, update: Update): Promise<Changed> => {
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: verificationsTable(),
        Key: rowKey(verification),
        ...update.input(),
        ReturnValues: "ALL_NEW",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result)) return { changed: false, existing: presentVerification(result.existing) };
  if (!result.Attributes) throw new Error("DynamoDB answered an update without the row");
  return { changed: true, verification: verificationFromItem(result.Attributes) };
};
