import type { Caller } from "../identity/caller.ts";
import { manualId, ownManualId, type StoredLookup } from "./lookup.ts";
import { readLookup } from "./lookup-reads.ts";

/** The manual record that takes precedence over any other source for this caller: the user's own, else the tenant's. */
export const readManualRecord = async (
  { scope, userId }: Pick<Caller, "scope" | "userId">,
  number: string,
): Promise<StoredLookup | null> => {
  const [tenants, own] = await Promise.all([
    readLookup(scope, number, manualId),
    userId === null ? null : readLookup(scope, number, ownManualId(userId)),
  ]);
  return own ?? tenants;
};
