import type { QueryOf } from "../api/operation.ts";
import type { listLookups } from "../api/operations/lookups.ts";
import type { Caller } from "../identity/caller.ts";
import { lookupInView, type StoredLookup } from "./lookup.ts";
import { readLookupPage } from "./lookup-reads.ts";

/** A page of what the caller may see, newest first. Throws invalid_cursor. */
export const lookupPage = async ({ scope, restrictedToUserId }: Caller, query: QueryOf<typeof listLookups>) => {
  const isWanted = (lookup: StoredLookup) =>
    (restrictedToUserId === null || lookup.ownerUserId === restrictedToUserId) &&
    (query.ownerUserId === undefined || lookup.ownerUserId === query.ownerUserId) &&
    (query.source === undefined || lookup.source === query.source) &&
    (query.lineType === undefined || lookup.lineType === query.lineType);
  const { items, nextCursor } = await readLookupPage(scope, { limit: query.limit, cursor: query.cursor, isWanted });
  return { items: items.map((lookup) => lookupInView(lookup, query.view)), nextCursor };
};
