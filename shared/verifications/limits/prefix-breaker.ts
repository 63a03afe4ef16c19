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

/** A number's block of neighbours is closed: codes were sent there and not used. */
export class PrefixClosed extends Problem {
  constructor(until: number, at: number, { closedMinutes }: VerificationPolicy["breaker"]) {
    const says = `Codes to neighbouring numbers were not used, so none is sent there: breaker, for ${closedMinutes} minutes.`;
    const waitMilliseconds = until - at;
    super("rate_limited", limitReached({ says, limit: "prefix", change: "verification-policy", waitMilliseconds }));
  }
}

/**
 * The breaker: throws PrefixClosed for a number of a closed block, and closes a block whose codes are not used, exactly once however
 * many find that out together. One read; a write more where it closes. Throws temporarily_unavailable (invariant 20).
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

/** The block of 10,000 neighbouring numbers that a number belongs to: pumpers rent such blocks. Not a person's number. */
export const prefixOf = (number: string): string => number.slice(0, -4);

/** What was sent to a block of numbers and how much of it was used, for the breaker. */
export const prefixCounts = (scope: Scope, prefix: string): SlicedCounts => ({
  key: `${scope}#verification-prefix#${prefix}`,
  sliceMilliseconds: 5 * minute,
  keptMilliseconds: 60 * minute,
});

/** So many codes had their chance, and so few were used. */
interface Collapse {
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
const prefixVerdict = (
  shape: SlicedCounts,
  slices: Slices,
  { breaker, lifetimeSeconds }: Pick<VerificationPolicy, "breaker" | "lifetimeSeconds">,
  at: number,
): Verdict => {
  const { trippedUntil } = slices;
  if (trippedUntil !== null && trippedUntil > at) return { kind: "closed", until: trippedUntil };
  const from = Math.max(at - 60 * minute, trippedUntil ?? 0);
  const until = at - Math.max(leastPatience, (lifetimeSeconds * 1000) / 2);
  const sent = countBetween(shape, slices, "sent", from, until);
  const approved = countBetween(shape, slices, "approved", from, until);
  const isCollapsed = sent >= breaker.minimumSends && approved / sent < breaker.minimumApprovedShare;
  return isCollapsed ? { kind: "collapsed", sent, approved } : { kind: "open" };
};

/** The block is closed whether or not this succeeds. */
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
