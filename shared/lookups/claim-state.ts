import type { Item } from "../aws/dynamodb.ts";
import { lookupFromItem, type StoredLookup } from "./lookup.ts";

/** A record, if there is one, and the claim on it. */
export interface ClaimState {
  lookup: StoredLookup | null;
  /** The token of the claim on the record, even if its lease has ended. Null: there is no claim. */
  claimToken: string | null;
  /** Milliseconds since the epoch; 0 without a claim. */
  claimedUntil: number;
}

export const claimStateFromItem = (item: Item | undefined): ClaimState => ({
  lookup: lookupFromItem(item),
  claimToken: typeof item?.claimToken === "string" ? item.claimToken : null,
  claimedUntil: typeof item?.claimedUntil === "number" ? item.claimedUntil : 0,
});
