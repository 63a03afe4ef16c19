import { BatchWriteCommand, type BatchWriteCommandOutput } from "@aws-sdk/lib-dynamodb";
import { fullJitter, pause } from "../kernel/backoff.ts";
import { dynamodb, type Item } from "./dynamodb.ts";

/** The maximum of BatchWriteItem. */
const itemsPerCall = 25;
/** The most calls for the same items, of which DynamoDB may leave some unwritten each time. */
const maximumRounds = 6;

type Requests = NonNullable<BatchWriteCommandOutput["UnprocessedItems"]>[string];

/**
 * Puts items without a condition, 25 per call. That uses as many write units as single puts, and a twenty-fifth of the calls. Of several
 * items with one key it writes the last, because DynamoDB refuses a call that names a key twice. Throws if DynamoDB keeps leaving items
 * unwritten. The written ones stay, so the caller must be able to repeat the call.
 */
export const putAll = async (table: string, items: readonly Item[]): Promise<void> => {
  const byKey = new Map(items.map((item) => [JSON.stringify([item.pk, item.sk]), item]));
  const distinct = [...byKey.values()];
  const calls: Promise<void>[] = [];
  for (let start = 0; start < distinct.length; start += itemsPerCall)
    calls.push(putSome(table, distinct.slice(start, start + itemsPerCall)));
  await Promise.all(calls);
};

const putSome = async (table: string, items: readonly Item[]): Promise<void> => {
  let left: Requests = items.map((Item) => ({ PutRequest: { Item } }));
  for (let round = 1; left.length > 0; round++) {
    const answer = await dynamodb().send(new BatchWriteCommand({ RequestItems: { [table]: left } }));
    left = answer.UnprocessedItems?.[table] ?? [];
    if (left.length === 0) return;
    if (round === maximumRounds)
      throw Object.assign(new Error("Items were left unwritten"), { name: "ThrottlingException" });
    await pause(fullJitter(25, round));
  }
};
