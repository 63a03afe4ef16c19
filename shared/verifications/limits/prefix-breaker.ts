import { recordEvent } from "../../events/event-writes.ts";
import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import { type Scope, tenantOfScope } from "../../kernel/ids.ts";
import { orUnavailable } from "../../limits/all-or-nothing.ts";
import { readSlices } from "../../limits/counts/sliced-count-reads.ts";
import { trip } from "../../limits/counts/sliced-count-writes.ts";
import { countBetween, type SlicedCounts, type Slices } from "../../limits/counts/sliced-counts.ts";
import { limitReached } from "../../limits/limit-reached.ts";
import { log } from "../../observability/logger.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";

interface Prefixed {
  scope: Scope;
  to: string;
  country: string | null;
  policy: VerificationPolicy;
}

/** The number's block of neighbours is closed, because too few of the codes sent there were used. */
export class PrefixClosed extends Problem {
  constructor(until: number, at: number, { closedMinutes }: VerificationPolicy["breaker"]) {
    const says = `Too few codes to neighbouring numbers were used, so the hub sends none there: breaker, for ${closedMinutes} minutes.`;
    const waitMilliseconds = until - at;
    super("rate_limited", limitReached({ says, limit: "prefix", change: "verification-policy", waitMilliseconds }));
  }
}

/**
 * The breaker: throws PrefixClosed for a number of a closed block, and closes a block whose codes are not used, exactly once even if many
 * requests find that out together. One read, and one write if it closes a block. Throws temporarily_unavailable (invariant 20).
 */
export const requireOpenPrefix = async ({ scope, to, country, policy }: Prefixed): Promise<void> => {
  const at = now();
  const prefix = prefixOf(to);
  const shape = prefixCounts(scope, prefix);
  const slices = await orUnavailable(readSlices(shape));
  const verdict = prefixVerdict(shape, slices, policy, at);
  if (verdict.kind === "open") return;
  if (verdict.kind === "closed") throw new PrefixClosed(verdict.until, at, policy.breaker);
  const until = at + policy.breaker.closedMinutes * minute;
  if (await orUnavailable(trip(shape, slices, until))) await announce(scope, prefix, country, until, verdict);
  throw new PrefixClosed(until, at, policy.breaker);
};

/** The block of 10,000 neighbouring numbers that a number belongs to. SMS pumpers rent such blocks. It names no person. */
export const prefixOf = (number: string): string => number.slice(0, -4);

/** The codes sent to a block of numbers, and how many were used, for the breaker. */
export const prefixCounts = (scope: Scope, prefix: string): SlicedCounts => ({
  key: `${scope}#verification-prefix#${prefix}`,
  sliceMilliseconds: 5 * minute,
  keptMilliseconds: 60 * minute,
});

/** Enough codes had time to be used, and too few were. */
interface Collapse {
  kind: "collapsed";
  sent: number;
  approved: number;
}

type Verdict = { kind: "open" } | { kind: "closed"; until: number } | Collapse;

const minimumAgeMilliseconds = 5 * minute;

/**
 * Whether codes may be sent to a block of numbers. It counts the sends of the last hour, since the block was last closed, that had time
 * to be used: those older than five minutes and than half their lifetime. An approval counts in the slice of its send, so that the share
 * is about these sends.
 */
const prefixVerdict = (
  shape: SlicedCounts,
  slices: Slices,
  { breaker, lifetimeSeconds }: Pick<VerificationPolicy, "breaker" | "lifetimeSeconds">,
  at: number,
): Verdict => {
  const { trippedUntil } = slices;
  if (trippedUntil !== null && trippedUntil > at) return { kind: "closed", until: trippedUntil };
  const from = Math.max(at - 60 * minute, trippedUntil ?? 0);
  const until = at - Math.max(minimumAgeMilliseconds, (lifetimeSeconds * 1000) / 2);
  const sent = countBetween(shape, slices, "sent", from, until);
  const approved = countBetween(shape, slices, "approved", from, until);
  const isCollapsed = sent >= breaker.minimumSends && approved / sent < breaker.minimumApprovedShare;
  return isCollapsed ? { kind: "collapsed", sent, approved } : { kind: "open" };
};

/** Logs and records that the block is closed. It is closed even if this fails. */
const announce = async (
  scope: Scope,
  prefix: string,
  country: string | null,
  until: number,
  { sent, approved }: Collapse,
): Promise<void> => {
  const closed = { prefix, country, until: new Date(until).toISOString(), sent, approved };
  log.warn("verification_prefix_blocked", { tenantId: tenantOfScope(scope), ...closed });
  try {
    await recordEvent(scope, "verification.prefix_blocked", closed, { about: [prefix, closed.until] });
  } catch (error) {
    log.error("store_unavailable", error, { prefix });
  }
};
