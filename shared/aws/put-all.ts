import { BatchWriteCommand, type BatchWriteCommandOutput } from "@aws-sdk/lib-dynamodb";
import { fullJitter, pause } from "../kernel/backoff.ts";
import { dynamodb, type Item } from "./dynamodb.ts";

/** What BatchWriteItem takes at most. */
const itemsPerCall = 25;
/** Rounds of asking again for what DynamoDB left unwritten. */
const maximumRounds = 6;

type Requests = NonNullable<BatchWriteCommandOutput["UnprocessedItems"]>[string];

/**
 * Puts items without a condition, 25 to a call: as many write units as one by one, a twenty-fifth of the calls. Of items under one key
 * the last stays: DynamoDB refuses a call that names one twice. Throws where DynamoDB keeps leaving some unwritten; what was written stays,
 * so the work must bear repeating.
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
