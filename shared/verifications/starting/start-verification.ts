import type { BodyOf } from "../../api/operation.ts";
import type { startVerification } from "../../api/operations/verifications.ts";
import { fingerprintOf, keyedHash } from "../../aws/hash-key.ts";
import type { Caller } from "../../identity/caller.ts";
import { replayOrRefuse } from "../../identity/idempotency.ts";
import { drawnAgain } from "../../kernel/backoff.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { allUndone } from "../../limits/all-or-nothing.ts";
import type { PlannedCode } from "../engines/engine.ts";
import { prepareCode } from "../engines/prepare-code.ts";
import { noteSent } from "../limits/outcomes.ts";
import { PrefixClosed } from "../limits/prefix-breaker.ts";
import { drawForSend } from "../limits/send-limits.ts";
import type { StoredVerification } from "../verification.ts";
import { readVerification } from "../verification-reads.ts";
import {
  type ClaimedKey,
  claimKey,
  createVerification,
  type KeyClaim,
  pointToLatest,
  releaseKey,
  removeClaim,
  settleClaim,
} from "../verification-writes.ts";
import { limitedCode, planVerification } from "./plan-verification.ts";
import { hasOptedOut, sendCode } from "./send-code.ts";

type Request = BodyOf<typeof startVerification>;

interface Started {
  verification: StoredVerification;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

/**
 * Makes a code and sends it: all that is to be asked or claimed together, one provider call, one update. What is refused before the
 * provider was called, or by it for a reason of its own, leaves nothing behind. Throws what planVerification, drawForSend and sendCode
 * throw, and idempotency_in_flight, idempotency_mismatch.
 */
export const start = async (caller: Caller, request: Request, idempotencyKey: string | null): Promise<Started> => {
  const plan = await planVerification(caller, request);
  const claim = idempotencyKey === null ? null : await keyClaimOf(caller, idempotencyKey, request);
  const planned = claim ? withKey(plan, claim) : plan;
  const { verification } = planned;
  const limited = limitedCode(planned, request);

  const [drawn, holder, row, prepared, optedOut] = await Promise.allSettled([
    drawForSend(limited),
    claim && claimKey(claim, verification),
    createVerification(verification),
    prepareCode(planned),
    hasOptedOut(planned),
  ]);
  const isRepeated = holder.status === "fulfilled" && holder.value !== null;
  const spent = claim && !isRepeated ? await drawnAgain(drawn, () => drawForSend(limited), isRateLimited) : drawn;
  const undo = () =>
    allUndone([
      () => removeClaim(verification),
      () => (claim ? releaseKey(claim, verification.claimToken) : undefined),
      () => (spent.status === "fulfilled" ? spent.value.giveBack() : undefined),
    ]);
  if (isRepeated && holder.value) {
    await undo();
    return { verification: await replayOf(caller, holder.value, claim), replayed: true };
  }
  const refusal = [spent, holder, row, prepared, optedOut].find((one) => one.status === "rejected");
  if (refusal || spent.status === "rejected" || prepared.status === "rejected" || optedOut.status === "rejected") {
    await undo();
    throw refusal?.reason;
  }
  try {
    const { send, secret, countsAs } = await sendCode(caller, planned, request, prepared.value, optedOut.value);
    const sent = { sends: [send], nextSendAt: spent.value.nextSendAt, ...secret };
    const [settled] = await Promise.all([
      settleClaim(verification, sent),
      pointToLatest(verification),
      noteSent({ ...verification, ...sent }, countsAs),
    ]);
    if (!settled.changed) throw new Error("The claim of a verification was lost");
    return { verification: settled.verification, replayed: false };
  } catch (error) {
    // Only a Problem of sendCode's says that nothing was sent.
    if (error instanceof Problem) await undo();
    throw error;
  }
};

const keyClaimOf = async (caller: Caller, key: string, request: Request): Promise<KeyClaim> => ({
  key: await idempotencyKeyRow(caller, key),
  fingerprint: await fingerprintOf(request),
});

/** A caller's idempotency key, by its keyed hash: it may be anything, a number too. No hash prefix holds a `#`. */
const idempotencyKeyRow = async ({ scope, userId }: Pick<Caller, "scope" | "userId">, key: string) => ({
  pk: `${scope}#key#${(await keyedHash("idempotency key", [scope, userId ?? "", key])).toString("base64url")}`,
  sk: "key",
});

const withKey = (planned: PlannedCode, { key }: KeyClaim): PlannedCode => ({
  ...planned,
  verification: { ...planned.verification, idempotencyRow: key.pk },
});

const isRateLimited = (reason: unknown): boolean =>
  reason instanceof Problem && reason.code === "rate_limited" && !(reason instanceof PrefixClosed);

/** What an idempotency key answers the second time: the verification as it is now. */
const replayOf = async ({ scope }: Caller, held: ClaimedKey, claim: KeyClaim | null): Promise<StoredVerification> => {
  replayOrRefuse(held, claim?.fingerprint ?? "");
  const existing = await readVerification(scope, held.verificationId);
  // Once it is known what came of the first send, the row has no lease any more, but for another send's.
  if (existing && (existing.leaseUntil === undefined || existing.sends.length > 1)) return existing;
  // Whoever held it is gone and left nothing, or a code that nobody could recognise: the next request may have the key.
  if (held.leaseUntil <= now() && claim) await releaseKey(claim, held.claimToken);
  throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
};
