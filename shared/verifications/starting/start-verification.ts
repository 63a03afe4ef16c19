import type { BodyOf } from "../../api/operation.ts";
import type { startVerification } from "../../api/operations/verifications.ts";
import { undoAll } from "../../aws/create-or-undo.ts";
import { fingerprintOf, keyedHash } from "../../aws/hash-key.ts";
import { claimAndDraw, isRateLimited } from "../../delivery/claim-and-draw.ts";
import type { Caller } from "../../identity/caller.ts";
import { replayOrRefuse } from "../../identity/idempotency.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
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
 * Makes a code and sends it: claims, draws and reads everything at the same time, then makes one provider call and one update. A start
 * that is refused before the provider call, or by the provider for a reason of its own, leaves nothing behind. Throws what
 * planVerification, drawForSend and sendCode throw, and idempotency_in_flight, idempotency_mismatch.
 */
export const start = async (caller: Caller, request: Request, idempotencyKey: string | null): Promise<Started> => {
  const plan = await planVerification(caller, request);
  const claim = idempotencyKey === null ? null : await keyClaimOf(caller, idempotencyKey, request);
  const planned = claim ? withKey(plan, claim) : plan;
  const { verification } = planned;
  const draw = () => drawForSend(limitedCode(planned, request));
  const claimed = await claimAndDraw({
    claim: () => claimBoth(claim, verification),
    unclaim: () =>
      undoAll([
        () => removeClaim(verification),
        () => (claim ? releaseKey(claim, verification.claimToken) : undefined),
      ]),
    draw,
    drawAgain: claim ? draw : undefined,
    mayPass: (refusal) => isRateLimited(refusal) && !(refusal instanceof PrefixClosed),
    hasOptedOut: () => hasOptedOut(planned),
    prepare: () => prepareCode(planned),
  });
  if ("existing" in claimed) return { verification: await replayOf(caller, claimed.existing, claim), replayed: true };
  try {
    const { prepared, optedOut, drawn } = claimed;
    const { send, secret, countsAs } = await sendCode(caller, planned, request, prepared, optedOut);
    const sent = { sends: [send], nextSendAt: drawn.nextSendAt, ...secret };
    const [settled] = await Promise.all([
      settleClaim(verification, sent),
      pointToLatest(verification),
      noteSent({ ...verification, ...sent }, countsAs),
    ]);
    if (!settled.changed) throw new Error("The claim of a verification was lost");
    return { verification: settled.verification, replayed: false };
  } catch (error) {
    // A Problem from sendCode means that nothing was sent. After any other error a code may have been sent.
    if (error instanceof Problem) await claimed.undo();
    throw error;
  }
};

/** Claims the idempotency key and the row at the same time. If an earlier request holds the key, our row is removed. */
const claimBoth = async (
  claim: KeyClaim | null,
  verification: StoredVerification,
): Promise<{ existing: ClaimedKey } | null> => {
  const [holder, row] = await Promise.allSettled([
    claim && claimKey(claim, verification),
    createVerification(verification),
  ]);
  if (holder.status === "rejected") throw holder.reason;
  if (holder.value) {
    await undoAll([() => removeClaim(verification)]);
    return { existing: holder.value };
  }
  if (row.status === "rejected") throw row.reason;
  return null;
};

const keyClaimOf = async (caller: Caller, key: string, request: Request): Promise<KeyClaim> => ({
  key: await idempotencyKeyRow(caller, key),
  fingerprint: await fingerprintOf(request),
});

/** The row of a caller's idempotency key, under its keyed hash, because a key may be a phone number. No hash prefix contains a `#`. */
const idempotencyKeyRow = async ({ scope, userId }: Pick<Caller, "scope" | "userId">, key: string) => ({
  pk: `${scope}#key#${(await keyedHash("idempotency key", [scope, userId ?? "", key])).toString("base64url")}`,
  sk: "key",
});

const withKey = (planned: PlannedCode, { key }: KeyClaim): PlannedCode => ({
  ...planned,
  verification: { ...planned.verification, idempotencyRow: key.pk },
});

/** The answer to a repeated idempotency key: the verification as it is now. */
const replayOf = async ({ scope }: Caller, held: ClaimedKey, claim: KeyClaim | null): Promise<StoredVerification> => {
  replayOrRefuse(held, claim?.fingerprint ?? "");
  const existing = await readVerification(scope, held.verificationId);
  // Once the result of the first send is known, the row has no lease, or that of another send.
  if (existing && (existing.leaseUntil === undefined || existing.sends.length > 1)) return existing;
  // The request that held the key has died and left no row, or a code that nobody can recognise: the next request may claim the key.
  if (held.leaseUntil <= now() && claim) await releaseKey(claim, held.claimToken);
  throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
};
