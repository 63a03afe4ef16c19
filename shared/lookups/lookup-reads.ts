import { GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { listMerged, type Page } from "../aws/merged-query.ts";
import { queryAll } from "../aws/short-list.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import { type ClaimState, claimStateFromItem } from "./claim-state.ts";
import {
  type LookupId,
  lookupFromItem,
  lookupKey,
  manualId,
  metadataId,
  ownManualId,
  type StoredLookup,
} from "./lookup.ts";

const table = () => config.table("lookups");

export const readLookup = async (scope: Scope, number: string, id: LookupId): Promise<StoredLookup | null> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: lookupKey(scope, number, id), ConsistentRead: true }),
  );
  return lookupFromItem(answer.Item);
};

/** A record and the claim on it, for a request that waits for the answer of another. */
export const readClaimState = async (scope: Scope, number: string, id: LookupId): Promise<ClaimState> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: lookupKey(scope, number, id), ConsistentRead: true }),
  );
  return claimStateFromItem(answer.Item);
};

/** The most provider records of one number that are read. More of them would add nothing. */
const maximumProviderRecords = 100;

/**
 * The tenant's records of a number, and this user's own manual record. Other users' records are not read, because there may be any number
 * of them (invariant 31).
 */
export const readTenantLookups = async (
  scope: Scope,
  number: string,
  userId: string | null,
): Promise<StoredLookup[]> => {
  const ids = [manualId, metadataId, ...(userId === null ? [] : [ownManualId(userId)])];
  const [named, { Items = [] }] = await Promise.all([
    Promise.all(ids.map((id) => readLookup(scope, number, id))),
    dynamodb().send(
      new QueryCommand({
        TableName: table(),
        KeyConditionExpression: "pk = :number AND begins_with(sk, :configs)",
        ExpressionAttributeValues: { ":number": lookupKey(scope, number, "").pk, ":configs": "cfg_" },
        ConsistentRead: true,
        Limit: maximumProviderRecords,
      }),
    ),
  ]);
  return [...named, ...Items.map(lookupFromItem)].filter((lookup) => lookup !== null);
};

/** All records of a number, of the tenant and of every user. */
export const readLookupsOf = async (scope: Scope, number: string): Promise<StoredLookup[]> =>
  (await readLookupItems(scope, number)).map(lookupFromItem).filter((lookup) => lookup !== null);

/** Every row of a number, including expired records and claims without a record. */
export const readLookupItems = async (scope: Scope, number: string): Promise<Item[]> => {
  const items = await queryAll({
    TableName: table(),
    KeyConditionExpression: "pk = :number",
    ExpressionAttributeValues: { ":number": lookupKey(scope, number, "").pk },
    ConsistentRead: true,
  });
  return items;
};

export interface LookupPage {
  limit: number;
  cursor?: string | undefined;
  matches: (lookup: StoredLookup) => boolean;
}

/** A scope's records, newest first. */
export const readLookupPage = (scope: Scope, { limit, cursor, matches }: LookupPage): Promise<Page<StoredLookup>> =>
  listMerged({
    sources: [{ table: table(), index: "byTime", key: { name: "timeKey", value: scope }, sortName: "timeSort" }],
    limit,
    cursor,
    load: (entries) =>
      entries.map(lookupFromItem).map((lookup) => (lookup !== null && matches(lookup) ? lookup : null)),
  });
