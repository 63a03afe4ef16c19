import type { BodyOf } from "../../api/operation.ts";
import type { checkVerification } from "../../api/operations/verifications.ts";
import * as rules from "../../api/rules.ts";
import { undoAll } from "../../aws/create-or-undo.ts";
import type { Caller } from "../../identity/caller.ts";
import { asciiDigits } from "../../kernel/characters.ts";
import { broken, notFound, Problem } from "../../kernel/errors.ts";
import type { Drawn } from "../../limits/all-or-nothing.ts";
import { log } from "../../observability/logger.ts";
import { policyOf } from "../../verification-policies/policy-reads.ts";
import { closedProblem } from "../closed-verification.ts";
import { ownComparison } from "../engines/code-mac.ts";
import { type Comparison, NotCompared } from "../engines/engine.ts";
import { compareAtVerify } from "../engines/verify-service.ts";
import { drawForCheck } from "../limits/failure-limits.ts";
import { noteApproved, noteExhausted } from "../limits/outcomes.ts";
import { timed, waitAsIfSent } from "../uniform-answer.ts";
import type { StoredVerification } from "../verification.ts";
import { hashPrefixInId } from "../verification-keys.ts";
import { approve, exhaust } from "../verification-writes.ts";
import { countAttempt, refundAttempt } from "./attempt-writes.ts";

type Request = BodyOf<typeof checkVerification>;

interface Checked {
  approved: boolean;
  verification: StoredVerification;
}

/**
 * Checks a code: counts the attempt and the number's failure first, then compares in constant time, then approves (invariant 12). If
 * counting fails, nothing is compared (invariant 20). Throws invalid_request for text that cannot be a code, not_found,
 * verification_closed, too_many_attempts, temporarily_unavailable.
 */
export const check = async (caller: Caller, id: string, request: Request): Promise<Checked> => {
  const code = codeFrom(request.code);
  const hashPrefix = hashPrefixInId(id);
  if (hashPrefix === null) throw notFound("verification");
  const policy = await policyOf(caller.tenantId);
  const { scope } = caller;
  const { clientIp, deviceId } = request;
  // The row names the engine. If it is probably the hub's own, KMS is asked while the attempt is counted.
  const early = policy.engine === "own" || caller.mode === "test" ? ownComparison(scope, id, code) : null;
  const [counted, spent] = await Promise.allSettled([
    countAttempt(scope, id, code.length),
    drawForCheck({ scope, hashPrefix, policy, clientIp, deviceId }),
  ]);
  const giveBack = () => (spent.status === "fulfilled" ? spent.value.giveBack() : undefined);
  if (counted.status === "rejected") {
    await undoAll([giveBack]);
    throw counted.reason;
  }
  if (!counted.value.changed) {
    await undoAll([giveBack]);
    throw uncountedProblem(counted.value.existing, code);
  }
  const { verification } = counted.value;
  if (spent.status === "rejected") {
    await undoAll([() => refundAttempt(verification)]);
    throw spent.reason;
  }
  const compare = verification.engine === "own" ? (early ?? ownComparison(scope, id, code)) : verifyComparison(code);
  const comparison = await compare(verification).catch(async (error: unknown) => {
    // The own engine compares nothing without the MAC. What Twilio did may be unknown.
    const isUncompared = verification.engine === "own" || error instanceof NotCompared;
    if (isUncompared) await undoAll([giveBack, () => refundAttempt(verification)]);
    throw error;
  });
  return settle(verification, comparison, spent.value);
};

/**
 * The code that a person typed or pasted, without spaces, dashes and invisible characters, and with the digits of any script as ASCII.
 * Throws invalid_request for text that cannot be a code, before it costs an attempt.
 */
export const codeFrom = (typed: string): string => {
  // NFKC makes wide and mathematical digits ASCII.
  const digits = asciiDigits(typed.normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}]/gu, ""));
  if (/^\d{4,10}$/.test(digits)) return digits;
  throw broken(rules.codeDigits);
};

/** Twilio does not know a code that was never sent. Every check of it is wrong, and is answered no sooner than others (invariant 14). */
const verifyComparison =
  (code: string) =>
  async (verification: StoredVerification): Promise<Comparison> => {
    const last = verification.sends.at(-1)?.status;
    const isUnsent = verification.providerSid === undefined && (last === "suppressed" || last === "failed");
    if (!isUnsent) return timed(verification, () => compareAtVerify(verification, code));
    await waitAsIfSent(verification);
    return { kind: "wrong" };
  };

const uncountedProblem = (existing: StoredVerification | null, code: string): Problem =>
  closedProblem(existing) ??
  (existing && existing.codeLength !== code.length
    ? broken(rules.codeDigits, { more: String(existing.codeLength) })
    : // The verification was closed when the attempt was counted, and is open now: a resend came between.
      new Problem("temporarily_unavailable", { retryAfterSeconds: 1 }));

const settle = async (verification: StoredVerification, comparison: Comparison, spent: Drawn): Promise<Checked> => {
  const isRight = comparison.kind === "right";
  log.info("verification_checked", {
    verificationId: verification.id,
    outcome: comparison.kind,
    engine: verification.engine,
    attempts: verification.attempts,
  });
  if (isRight) return approved(verification, spent);
  if (comparison.kind === "closed") {
    await undoAll([spent.giveBack]);
    throw new Problem("verification_closed", {
      detail: "The code has expired or has already been used. Start another verification.",
    });
  }
  const isLast = comparison.kind === "exhausted" || verification.attempts >= verification.maximumAttempts;
  if (!isLast) return { approved: false, verification };
  const [ended] = await Promise.all([exhaust(verification), noteExhausted(verification)]);
  if (!ended.changed) await noteExhausted(verification, -1);
  return { approved: false, verification: ended.changed ? ended.verification : (ended.existing ?? verification) };
};

const approved = async (compared: StoredVerification, spent: Drawn): Promise<Checked> => {
  const [approval] = await Promise.all([approve(compared), undoAll([spent.giveBack]), noteApproved(compared)]);
  if (approval.changed) return { approved: true, verification: approval.verification };
  await noteApproved(compared, -1);
  // Another request was faster: a right code, a cancellation, the last wrong code, or a resend, which made this code invalid.
  const problem = closedProblem(approval.existing);
  if (problem || !approval.existing) throw problem ?? notFound("verification");
  return { approved: false, verification: approval.existing };
};
