import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { second } from "../kernel/durations.ts";
import type { Scope } from "../kernel/ids.ts";
import { type ClaimState, claimStateFromItem } from "./claim-state.ts";
import { type FetchedField, itemOfLookup, type LookupId, lookupKey, type StoredLookup } from "./lookup.ts";

const table = () => config.table("lookups");

/** Longer than a provider call may take (8 s), so that a lease ends only when its holder is gone. */
export const leaseMilliseconds = 30 * second;

export interface ClaimRequest {
  scope: Scope;
  number: string;
  id: LookupId;
  /** What the record must hold, had at or after `freshFrom`, to make a claim needless. */
  fields: readonly FetchedField[];
  freshFrom: string;
  /** Random: tells a retry of this very write from somebody else's claim. */
  token: string;
}

/**
 * One conditional write that claims the record, or finds a reason not to: it is fresh enough, or another's claim is on it. Answers
 * the record as it was, and whose claim is on it now. A claim leaves the record readable; on a number not seen before it
 * makes an item that is nothing but the claim.
 */
export const claimLookup = async (request: ClaimRequest): Promise<ClaimState> => {
  const { scope, number, id, fields, freshFrom, token } = request;
  const lacks = fields.map((_, n) => `attribute_not_exists(fetchedAt.#f${n}) OR fetchedAt.#f${n} < :freshFrom`);
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: lookupKey(scope, number, id),
        UpdateExpression:
          "SET claimToken = :token, claimedUntil = :until, expiresAt = if_not_exists(expiresAt, :untilSeconds)",
        ConditionExpression: `(attribute_not_exists(claimedUntil) OR claimedUntil <= :now) AND (expiresAt <= :nowSeconds OR ${lacks.join(" OR ")})`,
        ExpressionAttributeNames: Object.fromEntries(fields.map((field, n) => [`#f${n}`, field])),
        ExpressionAttributeValues: {
          ":token": token,
          ":until": now() + leaseMilliseconds,
          ":untilSeconds": epochSeconds(now() + leaseMilliseconds),
          ":now": now(),
          ":nowSeconds": epochSeconds(now()),
          ":freshFrom": freshFrom,
        },
        ReturnValues: "ALL_OLD",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result)) return claimStateFromItem(result.existing);
  return { ...claimStateFromItem(result.Attributes), claimToken: token };
};

/**
 * Writes the record and so ends the claim, unless somebody else has claimed it since. Without a claim (because the row was deleted,
 * or because this write is a retry of its own) it is written as well.
 */
export const settleClaim = async (lookup: StoredLookup, token: string): Promise<void> => {
  await conditional(
    dynamodb().send(
      new PutCommand({
        TableName: table(),
        Item: itemOfLookup(lookup),
        ConditionExpression: "attribute_not_exists(claimToken) OR claimToken = :token",
        ExpressionAttributeValues: { ":token": token },
      }),
    ),
  );
};

/** Gives a claim back; the record stays as it was. */
export const releaseClaim = async (scope: Scope, number: string, id: LookupId, token: string): Promise<void> => {
  await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: lookupKey(scope, number, id),
        UpdateExpression: "REMOVE claimToken, claimedUntil",
        ConditionExpression: "claimToken = :token",
        ExpressionAttributeValues: { ":token": token },
      }),
    ),
  );
};

/** Writes a record that nobody claims: a manual one, or metadata. */
export const putLookupRecord = async (lookup: StoredLookup): Promise<void> => {
  await dynamodb().send(new PutCommand({ TableName: table(), Item: itemOfLookup(lookup) }));
};

/** Deletes whatever lies under the key, unless it is `claimed`: then somebody is about to write it anew. */
export const eraseLookupRow = async (
  scope: Scope,
  number: string,
  id: LookupId,
): Promise<"erased" | "absent" | "claimed"> => {
  const result = await conditional(
    dynamodb().send(
      new DeleteCommand({
        TableName: table(),
        Key: lookupKey(scope, number, id),
        ConditionExpression: "attribute_not_exists(claimedUntil) OR claimedUntil <= :now",
        ExpressionAttributeValues: { ":now": now() },
        ReturnValues: "ALL_OLD",
      }),
    ),
  );
  if (isConditionFailed(result)) return "claimed";
  return result.Attributes ? "erased" : "absent";
};

/** Forgets a record, whatever it has become meanwhile. */
export const deleteLookupRecord = async ({ scope, number, id }: StoredLookup): Promise<void> => {
  await dynamodb().send(new DeleteCommand({ TableName: table(), Key: lookupKey(scope, number, id) }));
};
