import { now } from "../kernel/clock.ts";
import { notFound, Problem } from "../kernel/errors.ts";
import type { StoredVerification } from "./verification.ts";
import { statusOf } from "./verification-view.ts";

const reasons = {
  approved: "The code of this verification has already been used.",
  canceled: "This verification was canceled. Start another one.",
  expired: "The code of this verification has expired. Start another verification.",
} as const;

/** Why a verification takes no more checks and resends. Null: it is open. */
export const closedProblem = (verification: StoredVerification | null): Problem | null => {
  if (!verification) return notFound("verification");
  const status = statusOf(verification);
  if (status === "pending") return null;
  if (status === "max_attempts_reached")
    return new Problem("too_many_attempts", {
      detail:
        "All attempts of this verification are used up (maximumAttempts in the policy). Start another one after Retry-After seconds.",
      // The number can get its next code then.
      retryAfterSeconds: Math.max(1, ((verification.nextSendAt ?? 0) - now()) / 1000),
    });
  return new Problem("verification_closed", { detail: reasons[status], extensions: { reason: status } });
};
