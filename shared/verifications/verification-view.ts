import { now } from "../kernel/clock.ts";
import { maskNumber } from "../observability/masking.ts";
import type { StoredVerification, VerificationView } from "./verification.ts";

/** The status at this moment. Nothing writes that a code has expired (invariant 19). */
export const statusOf = ({
  status,
  attempts,
  maximumAttempts,
  codeExpiresAt,
}: StoredVerification): VerificationView["status"] => {
  if (status !== "pending") return status;
  if (attempts >= maximumAttempts) return "max_attempts_reached";
  return codeExpiresAt <= now() ? "expired" : "pending";
};

/** A verification as a client sees it. The operation's schema leaves out the rest of the row. */
export const viewOf = (verification: StoredVerification): VerificationView => {
  const { to, userId, attempts, maximumAttempts, nextSendAt, codeExpiresAt, approvedAt } = verification;
  const status = statusOf(verification);
  return {
    ...verification,
    to: maskNumber(to),
    userId: userId ?? null,
    status,
    attemptsLeft: status === "pending" ? maximumAttempts - attempts : 0,
    nextSendAt: status === "pending" && nextSendAt !== null ? new Date(nextSendAt).toISOString() : null,
    expiresAt: new Date(codeExpiresAt).toISOString(),
    approvedAt: approvedAt ?? null,
  };
};
