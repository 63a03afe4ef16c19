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

/** A record together with the claim on it, for those who wait for another's answer. */
export const readClaimState = async (scope: Scope, number: string, id: LookupId): Promise<ClaimState> => {
  const answer = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: lookupKey(scope, number, id), ConsistentRead: true }),
  );
  return claimStateFromItem(answer.Item);
};

/** So many configurations' answers about one number are read at most: more of them tell nothing more. */
const providersRead = 100;

/**
 * What the tenant knows of a number, and what this user noted. Other users' own records are not read: there may be any number of them
 * (invariant 31).
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
        Limit: providersRead,
      }),
    ),
  ]);
  return [...named, ...Items.map(lookupFromItem)].filter((lookup) => lookup !== null);
};

/** All that is known of a number, whoever wrote it down. */
export const readLookupsOf = async (scope: Scope, number: string): Promise<StoredLookup[]> =>
  (await readLookupItems(scope, number)).map(lookupFromItem).filter((lookup) => lookup !== null);

/** Every row of a number: what has expired and what is nothing but a claim as well. */
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
