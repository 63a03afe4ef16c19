import { decodeCursor, encodeCursor, type Place, sortKey } from "../kernel/page-cursor.ts";
import type { Page } from "./merged-query.ts";

/** A page of rows that are few enough to be read at once, newest first. Throws invalid_cursor. */
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
