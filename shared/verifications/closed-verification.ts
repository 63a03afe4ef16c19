import { now } from "../kernel/clock.ts";
import { notFound, Problem } from "../kernel/errors.ts";
import type { StoredVerification } from "./verification.ts";
import { statusOf } from "./verification-view.ts";

const reasons = {
  approved: "This verification's code was used.",
  canceled: "This verification was canceled.",
  expired: "This verification's code has expired.",
} as const;

/** Why nothing can be done with a verification any more; null: it is open. */
export const closedProblem = (verification: StoredVerification | null): Problem | null => {
  if (!verification) return notFound("verification");
  const status = statusOf(verification);
  if (status === "pending") return null;
  if (status === "max_attempts_reached")
    return new Problem("too_many_attempts", {
      detail:
        "This verification's attempts are used up (the policy's maximumAttempts). Start another one after Retry-After seconds.",
      // When another one may be started.
      retryAfterSeconds: Math.max(1, ((verification.nextSendAt ?? 0) - now()) / 1000),
    });
  return new Problem("verification_closed", { detail: reasons[status], extensions: { reason: status } });
};
