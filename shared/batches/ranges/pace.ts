import { reserve } from "../../limits/buckets/token-bucket.ts";
import { paceKey } from "../../limits/limit-keys.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { recipientsPerRange } from "../range.ts";

type Paced = Pick<StoredProviderConfig, "tenantId" | "id" | "messagesPerSecond">;

/** How many one visit may send: a second's worth, and no more than a range holds. */
const slotsPerVisit = (rate: number): number => Math.min(recipientsPerRange, Math.max(1, Math.floor(rate)));

/**
 * So many ranges of a paced batch are under way at once; each hands on to the next. Enough that, while some visits wait for a slow
 * provider, others use their slots; few enough that a canceled batch leaves no long row of reserved slots to those who come after it.
 */
export const laneCountFor = (rate: number): number => 10 * Math.ceil(rate / recipientsPerRange);

export interface Slots {
  count: number;
  /** Epoch milliseconds. */
  at: number;
}

/** The next slots to send `wanted` messages in, or the first of them. Null: the configuration has no pace. */
export const reserveSlots = async (providerConfig: Paced | null, wanted: number): Promise<Slots | null> => {
  if (providerConfig?.messagesPerSecond == null) return null;
  const { tenantId, id, messagesPerSecond: rate } = providerConfig;
  const count = Math.min(wanted, slotsPerVisit(rate));
  return { count, at: (await reserve(paceKey(tenantId, id), rate, count)).at };
};
