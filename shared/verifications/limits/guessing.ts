import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { type Scope, scopeMode, tenantOfScope } from "../../kernel/ids.ts";
import { countInSlice, trip } from "../../limits/counts/sliced-count-writes.ts";
import { countBetween, type SlicedCounts, type Slices } from "../../limits/counts/sliced-counts.ts";
import { log } from "../../observability/logger.ts";

/** A tenant's checks, and how many were right, for the guessing alarm. */
export const checkCounts = (scope: Scope): SlicedCounts => ({
  key: `${scope}#verification-checks`,
  sliceMilliseconds: minute,
  keptMilliseconds: 10 * minute,
});

/** Detects a spray: one wrong code for each of very many numbers. No limit per number sees it. */
export const guessingRule = { windowMilliseconds: 10 * minute, minimumFailed: 100, failedShareAbove: 0.7 } as const;

/** The counts of the last ten minutes if they look like guessing. Null: nothing unusual. */
export const guessingIn = (shape: SlicedCounts, slices: Slices, at: number) => {
  const from = at - guessingRule.windowMilliseconds;
  const until = at + shape.sliceMilliseconds;
  const checked = countBetween(shape, slices, "checked", from, until);
  const approved = countBetween(shape, slices, "approved", from, until);
  const failed = checked - approved;
  const isUnusual = failed >= guessingRule.minimumFailed && failed > checked * guessingRule.failedShareAbove;
  return isUnusual ? { failed, approved } : null;
};

/**
 * Counts a tenant's check before its result is known (noteApproved counts the right ones), and raises the alarm if most checks are wrong,
 * once in ten minutes. It limits nothing and never throws: if the store fails, the limits refuse.
 */
export const countCheck = async (scope: Scope): Promise<void> => {
  const shape = checkCounts(scope);
  const at = now();
  try {
    const slices = await countInSlice(shape, "checked", at);
    const guessing = guessingIn(shape, slices, at);
    const isRaised = slices.trippedUntil !== null && slices.trippedUntil > at;
    if (!guessing || isRaised || scopeMode(scope) === "test") return;
    if (await trip(shape, slices, at + guessingRule.windowMilliseconds))
      log.warn("verification_guessing", {
        tenantId: tenantOfScope(scope),
        ...guessing,
        minutes: guessingRule.windowMilliseconds / minute,
      });
  } catch (error) {
    log.error("store_unavailable", error, { tenantId: tenantOfScope(scope) });
  }
};
