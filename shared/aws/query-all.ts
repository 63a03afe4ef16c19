import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { dynamodb, type Item } from "./dynamodb.ts";

/** Every row that a query finds, page after page: for what is known to be few. */
export const queryAll = async (query: Omit<QueryCommandInput, "ExclusiveStartKey">): Promise<Item[]> => {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = await dynamodb().send(new QueryCommand({ ...query, ...(start ? { ExclusiveStartKey: start } : {}) }));
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start);
  return items;
};
