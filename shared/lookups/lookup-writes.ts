import { DeleteCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { conditional, dynamodb, isConditionFailed } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { type ClaimState, claimStateFromItem } from "./claim-state.ts";
import { type FetchedField, itemOfLookup, type LookupId, lookupKey, type StoredLookup } from "./lookup.ts";

const table = () => config.table("lookups");

/** Longer than a provider call can take (8 s), so that a lease ends only if its holder is gone. */
export const lookupLeaseMilliseconds = 30_000;

export interface ClaimRequest {
  scope: Scope;
  number: string;
  id: LookupId;
  /** If the record holds these fields, fetched at or after `freshFrom`, nothing is claimed. */
  fields: readonly FetchedField[];
  freshFrom: string;
  /** Random. Distinguishes a retry of this write from the claim of another request. */
  token: string;
}

/**
 * Claims the record in one conditional write, unless it is fresh enough or another claim is on it. Returns the record as it was, and the
 * token of the claim that is on it now. A claimed record stays readable. If there is no record, the claim makes an item without one.
 */
export const claimLookup = async (request: ClaimRequest): Promise<ClaimState> => {
  const { scope, number, id, fields, freshFrom, token } = request;
  const lacks = fields.map((_, n) => `attribute_not_exists(fetchedAt.#f${n}) OR fetchedAt.#f${n} < :freshFrom`);
  const isUnclaimed = "(attribute_not_exists(claimedUntil) OR claimedUntil <= :now)";
  const isStale = `(expiresAt <= :nowSeconds OR ${lacks.join(" OR ")})`;
  const result = await conditional(
    dynamodb().send(
      new UpdateCommand({
        TableName: table(),
        Key: lookupKey(scope, number, id),
        UpdateExpression:
          "SET claimToken = :token, claimedUntil = :until, expiresAt = if_not_exists(expiresAt, :untilSeconds)",
        ConditionExpression: `${isUnclaimed} AND ${isStale}`,
        ExpressionAttributeNames: Object.fromEntries(fields.map((field, n) => [`#f${n}`, field])),
        ExpressionAttributeValues: {
          ":token": token,
          ":until": now() + lookupLeaseMilliseconds,
          ":untilSeconds": epochSeconds(now() + lookupLeaseMilliseconds),
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
 * Writes the record and so ends the claim, unless another request has claimed it since. If there is no claim, because the row was deleted
 * or the SDK repeats this write, it writes the record too.
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

/** Gives a claim back. The record stays unchanged. */
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

/** Writes a record that needs no claim: a manual one, or metadata. */
export const putLookupRecord = async (lookup: StoredLookup): Promise<void> => {
  await dynamodb().send(new PutCommand({ TableName: table(), Item: itemOfLookup(lookup) }));
};

/** Deletes a row, unless it is `claimed`: then another request is about to write it again. */
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

/** Deletes a record, even if it has changed meanwhile. */
export const deleteLookupRecord = async ({ scope, number, id }: StoredLookup): Promise<void> => {
  await dynamodb().send(new DeleteCommand({ TableName: table(), Key: lookupKey(scope, number, id) }));
};
