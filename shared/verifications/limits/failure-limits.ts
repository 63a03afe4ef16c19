import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { allOrNothing, type Draw, orUnavailable } from "../../limits/all-or-nothing.ts";
import { limitTold } from "../../limits/limit-told.ts";
import type { SlidingWindow } from "../../limits/windows/sliding-window.ts";
import { readNextFit } from "../../limits/windows/window-reads.ts";
import { enter, leave } from "../../limits/windows/window-writes.ts";
import { type Client, clientBuckets, drawNamed } from "./client-buckets.ts";
import { countCheck } from "./guessing.ts";
import { failureWindow } from "./number-windows.ts";

export interface LimitedCheck extends Client {
  /** What stands for the number in keys. */
  tag: string;
}

/** What a check has drawn. */
export type SpentOnCheck = Draw;

/**
 * Counts a check as a failure of its number before anything is compared (invariants 12, 14): what it drew is given back for a code that
 * was right, or was never compared. Throws too_many_attempts and rate_limited, both with Retry-After and nothing drawn, and
 * temporarily_unavailable where it cannot be counted (invariant 20). One round trip, usually.
 */
export const drawForCheck = async (check: LimitedCheck): Promise<SpentOnCheck> => {
  const { scope, tag, policy } = check;
  const [drawn] = await Promise.all([
    allOrNothing([
      enterFailureWindow(failureWindow(scope, tag, policy)),
      orUnavailable(clientBuckets(check, "checks")).then(drawNamed),
    ]),
    countCheck(scope),
  ]);
  return drawn;
};

const enterFailureWindow = async (window: SlidingWindow): Promise<Draw> => {
  const entered = await enter(window);
  if (!entered.granted) throw tooManyAttempts(entered.nextAt - now(), window.most);
  return { giveBack: () => leave(window, entered.entry) };
};

/** Throws too_many_attempts for a number whose failures are used up: it is sent no further code either. */
export const requireFailuresLeft = async (...ofNumber: Parameters<typeof failureWindow>): Promise<void> => {
  const window = failureWindow(...ofNumber);
  const { at, nextAt } = await readNextFit(window);
  if (nextAt > at) throw tooManyAttempts(nextAt - at, window.most);
};

const tooManyAttempts = (waitMilliseconds: number, most: number): Problem =>
  new Problem(
    "too_many_attempts",
    limitTold({
      says: `Too many wrong codes were given for this number within 24 hours: failuresPerNumberPerDay, ${most}.`,
      limit: "failuresPerNumber",
      change: "verification-policy",
      waitMilliseconds,
    }),
  );
