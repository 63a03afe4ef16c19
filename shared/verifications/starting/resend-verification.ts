import type { BodyOf } from "../../api/operation.ts";
import type { resendVerification } from "../../api/operations/verifications.ts";
import { undoAll } from "../../aws/create-or-undo.ts";
import { chooseConfig } from "../../delivery/choose-config.ts";
import type { Caller } from "../../identity/caller.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { newClaimToken } from "../../kernel/ids.ts";
import { policyOf } from "../../verification-policies/policy-reads.ts";
import { testCodeOf } from "../../verification-policies/verification-policy.ts";
import { closedProblem } from "../closed-verification.ts";
import { requireFitConfig, requireUnpaused } from "../engines/deliverable.ts";
import type { PlannedCode, PreparedCode } from "../engines/engine.ts";
import { prepareCode } from "../engines/prepare-code.ts";
import { noteSent } from "../limits/outcomes.ts";
import { drawForSend } from "../limits/send-limits.ts";
import type { StoredVerification } from "../verification.ts";
import { hashPrefixInId } from "../verification-keys.ts";
import { visibleVerification } from "../verification-reads.ts";
import { claimResend, settleClaim } from "../verification-writes.ts";
import { channelOf, limitedCode, sendLeaseMilliseconds } from "./plan-verification.ts";
import { hasOptedOut, sendCode } from "./send-code.ts";

type Request = BodyOf<typeof resendVerification>;

/**
 * Sends another code of an open verification. The previous code becomes invalid before anything is sent, and valid again only if
 * certainly nothing was sent. Attempts stay counted (invariant 13). Throws what a start throws, and not_found, verification_closed,
 * too_many_attempts.
 */
export const resend = async (caller: Caller, id: string, request: Request): Promise<StoredVerification> => {
  const { before, planned } = await planResend(caller, id, request);
  const { verification } = planned;
  const [drawn, prepared, optedOut] = await Promise.allSettled([
    drawForSend(limitedCode(planned, request)),
    prepareCode(planned),
    hasOptedOut(planned),
  ]);
  const giveBack = () => (drawn.status === "fulfilled" ? drawn.value.giveBack() : undefined);
  const restore = () => settleClaim(verification, asBefore(before));
  if (drawn.status === "rejected" || prepared.status === "rejected" || optedOut.status === "rejected") {
    await undoAll([giveBack]);
    throw [drawn, prepared, optedOut].find((one) => one.status === "rejected")?.reason;
  }
  try {
    const claimed = await claim(before, verification, prepared.value);
    const code = { ...planned, verification: claimed };
    const { send, secret, countsAs } = await sendCode(caller, code, request, prepared.value, optedOut.value);
    const sent = { sends: [...before.sends, send], nextSendAt: drawn.value.nextSendAt, ...secret };
    const after = { ...claimed, ...sent };
    const [settled] = await Promise.all([settleClaim(verification, sent), noteSent(after, countsAs)]);
    return settled.changed ? settled.verification : after;
  } catch (error) {
    // A Problem means that nothing was sent. After any other error a code may have been sent.
    if (error instanceof Problem) await undoAll([giveBack, restore]);
    throw error;
  }
};

/** Throws if the verification is closed, and what a start throws. */
const planResend = async (
  caller: Caller,
  id: string,
  request: Request,
): Promise<{ before: StoredVerification; planned: PlannedCode }> => {
  const [before, policy] = await Promise.all([visibleVerification(caller, id), policyOf(caller.tenantId)]);
  const closed = closedProblem(before);
  if (closed) throw closed;
  const { providerConfigId, sends, lifetimeSeconds, scope, to, codeLength } = before;
  const channel = channelOf(policy, request.channel, sends.length, before.channel);
  const providerConfig =
    providerConfigId === null ? null : await chooseConfig(caller, { providerConfigId, actingUserId: null });
  requireFitConfig(providerConfig, { ...before, channel });
  await requireUnpaused(providerConfig, { ...before, channel });
  const at = now();
  const verification: StoredVerification = {
    ...before,
    channel,
    codeLength: testCodeOf(scope, to, policy)?.length ?? codeLength,
    codeExpiresAt: at + lifetimeSeconds * 1000,
    // Until the result of the send is known.
    sends: [...sends, { channel, status: "unknown", error: null, at: new Date(at).toISOString() }],
    claimToken: newClaimToken(),
    leaseUntil: at + sendLeaseMilliseconds,
  };
  return { before, planned: { verification, providerConfig, policy, hashPrefix: hashPrefixInId(id) ?? "" } };
};

/** Claims the resend. Throws the problem of a closed verification, and conflict if another resend is under way. */
const claim = async (
  before: StoredVerification,
  verification: StoredVerification,
  { secret }: PreparedCode,
): Promise<StoredVerification> => {
  const claimed = await claimResend(before, { ...verification, ...secret });
  if (claimed.changed) return claimed.verification;
  throw (
    closedProblem(claimed.existing) ?? new Problem("conflict", { detail: "Another code is being sent: try again." })
  );
};

const asBefore = ({ sends, nextSendAt, mac, channel, codeExpiresAt, codeLength }: StoredVerification) => ({
  sends,
  nextSendAt,
  channel,
  codeExpiresAt,
  codeLength,
  ...(mac === undefined ? {} : { mac }),
});
