import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { StoredLookup } from "./lookup.ts";
import { readTenantLookups } from "./lookup-reads.ts";

/** A user's own record goes before the tenant's, for that user. */
const rankOf = ({ source, appliesTo }: StoredLookup): number => rank[source] - (appliesTo === "owner" ? 1 : 0);

const rank = { manual: 0, provider: 1, metadata: 2 } as const satisfies Record<StoredLookup["source"], number>;

/**
 * What the caller may see of a number, the best first: one's own word before the provider's before what can be derived, and the
 * freshest of each. Throws not_found where there is nothing.
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
