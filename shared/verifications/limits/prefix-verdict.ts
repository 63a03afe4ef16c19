import { hour, minute } from "../../kernel/durations.ts";
import { countBetween, type SlicedCounts, type Slices } from "../../limits/counts/sliced-counts.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

/** So many codes had their chance, and so few were used. */
export interface Collapse {
  kind: "collapsed";
  sent: number;
  approved: number;
}

type Verdict = { kind: "open" } | { kind: "closed"; until: number } | Collapse;

const leastPatience = 5 * minute;

/**
 * Whether codes may be sent to a block of numbers. Counted are the sends of the last hour, since the block was last closed, that had
 * their chance: older than five minutes or half their lifetime. An approval counts in the slice of its own send, so that the share is of
 * those very sends.
 */
export const prefixVerdict = (
  shape: SlicedCounts,
  slices: Slices,
  { breaker, lifetimeSeconds }: Pick<VerificationPolicy, "breaker" | "lifetimeSeconds">,
  at: number,
): Verdict => {
  const { latchedUntil } = slices;
  if (latchedUntil !== null && latchedUntil > at) return { kind: "closed", until: latchedUntil };
  const from = Math.max(at - hour, latchedUntil ?? 0);
  const until = at - Math.max(leastPatience, (lifetimeSeconds * 1000) / 2);
  const sent = countBetween(shape, slices, "sent", from, until);
  const approved = countBetween(shape, slices, "approved", from, until);
  const isCollapsed = sent >= breaker.minimumSends && approved / sent < breaker.minimumApprovedShare;
  return isCollapsed ? { kind: "collapsed", sent, approved } : { kind: "open" };
};
