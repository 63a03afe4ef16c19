import type { QueryOf } from "../api/operation.ts";
import type { listLookups } from "../api/operations/lookups.ts";
import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import { lookupInView, type StoredLookup } from "./lookup.ts";
import { readLookupPage, readTenantLookups } from "./lookup-reads.ts";
import { deleteLookupRecord } from "./lookup-writes.ts";

/** A user's own record comes before the tenant's, for that user. */
const rankOf = ({ source, appliesTo }: StoredLookup): number => rank[source] - (appliesTo === "owner" ? 1 : 0);

const rank = { manual: 0, provider: 1, metadata: 2 } as const satisfies Record<StoredLookup["source"], number>;

/**
 * The records of a number that the caller may see, best first: manual records, then those of providers, then metadata, and the newest of
 * each first. Throws not_found if there is none.
 */
export const visibleLookups = async (
  { scope, userId, restrictedToUserId }: Pick<Caller, "scope" | "userId" | "restrictedToUserId">,
  number: string,
): Promise<[StoredLookup, ...StoredLookup[]]> => {
  const [best, ...others] = (await readTenantLookups(scope, number, userId))
    .filter((lookup) => restrictedToUserId === null || lookup.ownerUserId === restrictedToUserId)
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.lookedUpAt < b.lookedUpAt ? 1 : -1));
  if (!best) throw notFound("lookup");
  return [best, ...others];
};

/** A page of the records that the caller may see, newest first. Throws invalid_cursor. */
export const lookupPage = async ({ scope, restrictedToUserId }: Caller, query: QueryOf<typeof listLookups>) => {
  const matches = (lookup: StoredLookup) =>
    (restrictedToUserId === null || lookup.ownerUserId === restrictedToUserId) &&
    (query.ownerUserId === undefined || lookup.ownerUserId === query.ownerUserId) &&
    (query.source === undefined || lookup.source === query.source) &&
    (query.lineType === undefined || lookup.lineType === query.lineType);
  const { items, nextCursor } = await readLookupPage(scope, { limit: query.limit, cursor: query.cursor, matches });
  return { items: items.map((lookup) => lookupInView(lookup, query.view)), nextCursor };
};

/**
 * Deletes the tenant's records of a number. A user without manage_lookups deletes only that user's own record, because a record that the
 * tenant paid for serves all users. Throws not_found if there is none.
 */
export const deleteLookups = async (caller: Caller, number: string): Promise<void> => {
  const visible = await visibleLookups(caller, number);
  const own = visible.filter(({ appliesTo }) => caller.restrictedToUserId === null || appliesTo === "owner");
  if (own.length === 0) throw notFound("lookup");
  await Promise.all(own.map(deleteLookupRecord));
};
