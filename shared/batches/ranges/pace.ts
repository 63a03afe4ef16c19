import { reserve } from "../../limits/buckets/token-bucket.ts";
import { paceKey } from "../../limits/limit-keys.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { recipientsPerRange } from "../range.ts";

type Paced = Pick<StoredProviderConfig, "tenantId" | "id" | "messagesPerSecond">;

/** How many messages one visit may send: those of one second, and at most a range. */
const slotsPerVisit = (rate: number): number => Math.min(recipientsPerRange, Math.max(1, Math.floor(rate)));

/**
 * How many ranges of a paced batch are under way at once; each one starts the next of its lane. Enough that other visits use the slots
 * while some wait for a slow provider; few enough that a canceled batch leaves only a few reserved slots before those of later batches.
 */
export const laneCountFor = (rate: number): number => 10 * Math.ceil(rate / recipientsPerRange);

export interface Slots {
  count: number;
  /** Epoch milliseconds. */
  at: number;
}

/** Reserves the next slots for `count` messages, or for as many as one visit may send. Null: the configuration has no pace. */
export const reserveSlots = async (providerConfig: Paced | null, count: number): Promise<Slots | null> => {
  if (providerConfig?.messagesPerSecond == null) return null;
  const { tenantId, id, messagesPerSecond: rate } = providerConfig;
  const reserved = Math.min(count, slotsPerVisit(rate));
  return { count: reserved, at: (await reserve(paceKey(tenantId, id), rate, reserved)).at };
};
