import { log } from "../observability/logger.ts";

/** Best effort: what cannot be taken back was counted for nothing, and nobody gets more than the limits. */
export const allUndone = async (steps: readonly (() => Promise<unknown> | undefined)[]): Promise<void> => {
  const results = await Promise.allSettled(steps.map((step) => step()));
  for (const result of results) if (result.status === "rejected") log.error("store_unavailable", result.reason);
};
