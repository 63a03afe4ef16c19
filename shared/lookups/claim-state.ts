import type { Item } from "../aws/dynamodb.ts";
import { lookupFromItem, type StoredLookup } from "./lookup.ts";

/** A record, which may not be there yet, and the claim on it. */
export interface ClaimState {
  lookup: StoredLookup | null;
  /** Whose claim is on the record, whether its lease still runs or not; null: nobody's. */
  claimToken: string | null;
  /** Milliseconds since the epoch; 0 without a claim. */
  claimedUntil: number;
}

export const claimStateFromItem = (item: Item | undefined): ClaimState => ({
  lookup: lookupFromItem(item),
  claimToken: typeof item?.claimToken === "string" ? item.claimToken : null,
  claimedUntil: typeof item?.claimedUntil === "number" ? item.claimedUntil : 0,
});
