import { allOrNothing, type Drawn, orUnavailable } from "../../limits/all-or-nothing.ts";
import { type Client, clientBuckets, drawNamed } from "./client-buckets.ts";
import { countCheck } from "./guessing.ts";
import { enterFailureWindow } from "./number-windows.ts";

export interface LimitedCheck extends Client {
  /** Stands for the number in keys. */
  hashPrefix: string;
}

/**
 * Counts a check as a failure of its number before anything is compared (invariants 12, 14). The draw is given back if the code was right
 * or was never compared. Throws too_many_attempts and rate_limited, both with Retry-After and nothing drawn, and temporarily_unavailable
 * if the check cannot be counted (invariant 20). Usually one round trip.
 */
export const drawForCheck = async (check: LimitedCheck): Promise<Drawn> => {
  const [drawn] = await Promise.all([
    allOrNothing([enterFailureWindow(check), orUnavailable(clientBuckets(check, "checks")).then(drawNamed)]),
    countCheck(check.scope),
  ]);
  return drawn;
};
