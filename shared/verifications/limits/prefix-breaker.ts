import { recordEvent } from "../../events/event-writes.ts";
import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { Problem } from "../../kernel/errors.ts";
import type { Scope } from "../../kernel/ids.ts";
import { readSlices } from "../../limits/counts/sliced-count-reads.ts";
import { latch } from "../../limits/counts/sliced-count-writes.ts";
import { limitTold } from "../../limits/limit-told.ts";
import { orUnavailable } from "../../limits/or-unavailable.ts";
import { log } from "../../observability/logger.ts";
import type { VerificationPolicy } from "../../verification-policies/verification-policy.ts";
import { prefixCounts } from "./limit-keys.ts";
import { prefixOf } from "./number-prefix.ts";
import { type Collapse, prefixVerdict } from "./prefix-verdict.ts";

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
    super("rate_limited", limitTold({ says, limit: "prefix", change: "verification-policy", waitMilliseconds }));
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
  if (await orUnavailable(latch(shape, slices, until))) await announce(scope, prefix, country, until, verdict);
  throw new PrefixClosed(until, at, policy.breaker);
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
  log.warn("verification_prefix_blocked", { tenant: scope, ...closed });
  try {
    await recordEvent(scope, "verification.prefix_blocked", closed, { about: [prefix, closed.until] });
  } catch (error) {
    log.error("store_unavailable", error, { prefix });
  }
};
