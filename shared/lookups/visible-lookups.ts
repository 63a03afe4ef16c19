import { notFound } from "../errors.ts";
import type { Caller } from "../lambda/caller.ts";
import type { StoredLookup } from "./lookup.ts";
import { readLookupsOf } from "./lookup-reads.ts";

const rank = { manual: 0, provider: 1, metadata: 2 } as const satisfies Record<StoredLookup["source"], number>;

/**
 * What the caller may see of a number, the best first: one's own word before the provider's before what can be derived, and the
 * freshest of each. Throws not_found where there is nothing.
 */
export const visibleLookups = async (
  { scope, onlyOwn }: Caller,
  number: string,
): Promise<[StoredLookup, ...StoredLookup[]]> => {
  const [best, ...others] = (await readLookupsOf(scope, number))
    .filter((lookup) => onlyOwn === null || lookup.ownerUserId === onlyOwn)
    .sort((a, b) => rank[a.source] - rank[b.source] || (a.lookedUpAt < b.lookedUpAt ? 1 : -1));
  if (!best) throw notFound("lookup");
  return [best, ...others];
};
