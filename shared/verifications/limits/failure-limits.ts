import { allOrNothing, type Drawn, orUnavailable } from "../../limits/all-or-nothing.ts";
import { type Client, clientBuckets, drawNamed } from "./client-buckets.ts";
import { countCheck } from "./guessing.ts";
import { enterFailureWindow } from "./number-windows.ts";

export interface LimitedCheck extends Client {
  /** What stands for the number in keys. */
  hashPrefix: string;
}

/** What a check has drawn. */
export type SpentOnCheck = Drawn;

/**
 * Counts a check as a failure of its number before anything is compared (invariants 12, 14): what it drew is given back for a code that
 * was right, or was never compared. Throws too_many_attempts and rate_limited, both with Retry-After and nothing drawn, and
 * temporarily_unavailable where it cannot be counted (invariant 20). One round trip, usually.
 */
export const drawForCheck = async (check: LimitedCheck): Promise<SpentOnCheck> => {
  const [drawn] = await Promise.all([
    allOrNothing([enterFailureWindow(check), orUnavailable(clientBuckets(check, "checks")).then(drawNamed)]),
    countCheck(check.scope),
  ]);
  return drawn;
};
