import { BatchGetCommand, GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/short-list.ts";
import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { Scope } from "../kernel/ids.ts";
import { isPresent, verificationFromItem } from "./stored-row.ts";
import type { StoredVerification } from "./verification.ts";
import { latestKey, numberPartition, verificationKey, verificationsTable } from "./verification-keys.ts";

const readRow = async (Key: Item): Promise<Item | null> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: verificationsTable(), Key, ConsistentRead: true }),
  );
  return Item && isPresent(Item) ? Item : null;
};

/** Reads a verification consistently. Null: it does not exist, or another scope owns it. */
export const readVerification = async (scope: Scope, id: string): Promise<StoredVerification | null> => {
  const key = verificationKey(scope, id);
  const row = key && (await readRow(key));
  return row && verificationFromItem(row);
};

/** The id of the latest verification of a number for a purpose. */
export const readLatestId = async (scope: Scope, hashPrefix: string, purpose: string): Promise<string | null> => {
  const row = await readRow(latestKey(scope, hashPrefix, purpose));
  return row === null ? null : String(row.id);
};

/** All rows of a number, including those that point to a verification. */
export const readRowsOfNumber = async (scope: Scope, hashPrefix: string): Promise<Item[]> => {
  const rows = await queryAll({
    TableName: verificationsTable(),
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": numberPartition(scope, hashPrefix) },
    ConsistentRead: true,
  });
  return rows;
};

/** How often keys are requested, if DynamoDB leaves some unread. */
const maximumRounds = 5;

/** The verifications behind index entries, in their order. Null: it is gone. */
export const readEntries = async (entries: readonly Item[]): Promise<(StoredVerification | null)[]> => {
  const table = verificationsTable();
  const byId = new Map<string, StoredVerification>();
  for (let start = 0; start < entries.length; start += 100) {
    let unread: Item[] = entries.slice(start, start + 100).map(({ pk, sk }) => ({ pk, sk }));
    for (let round = 0; unread.length > 0; round++) {
      if (round === maximumRounds)
        throw Object.assign(new Error("Keys were left unread"), { name: "ThrottlingException" });
      const answer = await dynamodb().send(new BatchGetCommand({ RequestItems: { [table]: { Keys: unread } } }));
      for (const item of answer.Responses?.[table] ?? [])
        if (isPresent(item)) byId.set(String(item.sk), verificationFromItem(item));
      unread = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
  }
  return entries.map(({ sk }) => byId.get(String(sk)) ?? null);
};

/** The caller's verification. Throws not_found if it does not exist or another scope owns it (invariant 16). */
export const visibleVerification = async ({ scope }: Caller, id: string): Promise<StoredVerification> => {
  const verification = await readVerification(scope, id);
  if (!verification) throw notFound("verification");
  return verification;
};
