import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { decodeCursor, encodeCursor, type Place, sortKey } from "../kernel/page-cursor.ts";
import { dynamodb, type Item } from "./dynamodb.ts";
import type { Page } from "./merged-query.ts";

/** Reads all pages of a query. Use it only where the rows are known to be few. */
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

/** Cuts one page, newest first, from rows that the caller has read completely. Throws invalid_cursor. */
export const pageOfRows = <Row extends Place>(
  rows: readonly Row[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Page<Row> => {
  const after = cursor === undefined ? null : sortKey(decodeCursor(cursor));
  const rest = [...rows]
    .sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1))
    .filter((row) => after === null || sortKey(row) < after);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: last && rest.length > limit ? encodeCursor(last) : null };
};
