import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import { config } from "../config.ts";
import type { Scope } from "../ids.ts";
import { type LookupId, lookupFromItem, lookupKey, type StoredLookup } from "./lookup.ts";

const table = () => config.table("lookups");

export const readLookup = async (scope: Scope, number: string, id: LookupId): Promise<StoredLookup | null> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: lookupKey(scope, number, id), ConsistentRead: true }),
  );
  return lookupFromItem(answer.Item);
};

export interface ClaimState {
  lookup: StoredLookup | null;
  /** Whose claim is on the record, whether its lease still runs or not; null: nobody's. */
  claimToken: string | null;
  /** Milliseconds since the epoch; 0 without a claim. */
  claimedUntil: number;
}

/** A record together with the claim on it, for those who wait for another's answer. */
export const readClaimState = async (scope: Scope, number: string, id: LookupId): Promise<ClaimState> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: lookupKey(scope, number, id), ConsistentRead: true }),
  );
  return claimStateFromItem(answer.Item);
};

export const claimStateFromItem = (item: Item | undefined): ClaimState => ({
  lookup: lookupFromItem(item),
  claimToken: typeof item?.claimToken === "string" ? item.claimToken : null,
  claimedUntil: typeof item?.claimedUntil === "number" ? item.claimedUntil : 0,
});

/** All that is known of a number, one record per source. */
export const readLookupsOf = async (scope: Scope, number: string): Promise<StoredLookup[]> => {
  const lookups: StoredLookup[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamodb().send(
      new QueryCommand({
        TableName: table(),
        KeyConditionExpression: "pk = :number",
        ExpressionAttributeValues: { ":number": lookupKey(scope, number, "").pk },
        ConsistentRead: true,
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    );
    lookups.push(...(page.Items ?? []).map(lookupFromItem).filter((lookup) => lookup !== null));
    start = page.LastEvaluatedKey;
  } while (start);
  return lookups;
};

export interface LookupPage {
  limit: number;
  cursor?: string | undefined;
  isWanted: (lookup: StoredLookup) => boolean;
}

/** A scope's records, newest first. */
export const readLookupPage = (scope: Scope, { limit, cursor, isWanted }: LookupPage): Promise<Page<StoredLookup>> =>
  listMerged({
    sources: [{ table: table(), index: "byTime", key: { name: "timeKey", value: scope }, sortName: "timeSort" }],
    limit,
    cursor,
    load: (entries) =>
      entries.map(lookupFromItem).map((lookup) => (lookup !== null && isWanted(lookup) ? lookup : null)),
  });
