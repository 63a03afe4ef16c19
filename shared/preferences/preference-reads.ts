import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { dynamodb } from "../aws/dynamodb.ts";
import { queryAll } from "../aws/short-list.ts";
import { config } from "../kernel/config.ts";
import type { Scope } from "../kernel/ids.ts";
import {
  numberKey,
  preferencesFromItem,
  preferencesKey,
  type StoredPreferences,
  unsetPreferences,
} from "./preferences.ts";

const table = () => config.table("preferences");

/** A user's preferences; with everything off where nobody has set any. */
export const readPreferences = async (scope: Scope, userId: string): Promise<StoredPreferences> => {
  const { Item } = await dynamodb().send(
    new GetCommand({ TableName: table(), Key: preferencesKey(scope, userId), ConsistentRead: true }),
  );
  return Item ? preferencesFromItem(Item) : unsetPreferences(scope, userId);
};

/** The preferences that name a number: usually one user's. The index may be a moment behind. */
export const readPreferencesOfNumber = async (scope: Scope, number: string): Promise<StoredPreferences[]> => {
  const items = await queryAll({
    TableName: table(),
    IndexName: "byNumber",
    KeyConditionExpression: "numberKey = :number",
    ExpressionAttributeValues: { ":number": numberKey(scope, number) },
  });
  return items.map(preferencesFromItem);
};
