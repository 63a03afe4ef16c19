import { fingerprintOf, hashKey } from "../../aws/hash-key.ts";
import type { Caller } from "../../identity/caller.ts";
import { drawnAgain } from "../../kernel/backoff.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import type { MessageId, Scope } from "../../kernel/ids.ts";
import type { Share } from "../../limits/check-limits.ts";
import { checkLimits, type Spent } from "../../limits/check-limits.ts";
import { limitsOf } from "../../limits/limits-of.ts";
import { log } from "../../observability/logger.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { MessageSender } from "../../providers/provider.ts";
import { brakeOf } from "../../sending-pauses/brake.ts";
import { nextLookAt, type PausedBy } from "../../sending-pauses/held-by.ts";
import { enqueue } from "../dispatch-queue.ts";
import { expire, isSoon, scheduledCheckAt, suppress } from "../message.ts";
import { messageIdFor } from "../message-id.ts";
import { readMessage } from "../message-reads.ts";
import { amend, type Created, createMessage, removeClaim } from "../message-writes.ts";
import { heldMessage, outboundMessage } from "../planning/new-message.ts";
import { planMessage, type SendRequest } from "../planning/plan-message.ts";
import { validityEnded } from "../planning/validity-ended.ts";
import { applyChange } from "../settling/apply-change.ts";
import { settle } from "../settling/settle.ts";
import { optOutOwners, type StoredMessage, taskFor } from "../stored-message.ts";
import { handOverOrFailOver } from "./failover.ts";
import { preparedSender } from "./hand-over.ts";
import { holdOfMessage } from "./held-message.ts";
import { limitedSend } from "./limited-send.ts";
import { heldReplay, replayed } from "./replay.ts";

export interface Sent {
  message: StoredMessage;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

/**
 * Sends one message, as invariant 1 says: claim and opt-out read together, one provider call, one update; or keeps it until its time
 * has come. Throws what planMessage throws, and idempotency_in_flight, idempotency_mismatch.
 */
export const send = async (
  caller: Caller,
  request: SendRequest,
  idempotency: { operation: string; key: string | null; body: unknown },
): Promise<Sent> => {
  const { scope, requestId } = caller;
  // What a cold start must ask for, it asks for together: names and opt-outs need the key of hashes.
  const [naming, planning] = await Promise.allSettled([nameOf(caller, idempotency), planMessage(caller, request)]);
  if (planning.status === "rejected") return takenOrRefused(scope, naming, planning.reason);
  if (naming.status === "rejected") throw naming.reason;
  const { id, fingerprint } = naming.value;
  const outbound = planning.value;
  const [provider] = await Promise.all([
    preparedSender(outbound.config, outbound.isTest),
    hashKey(),
    limitsOf(caller.tenantId),
    brakeOf(caller.tenantId),
  ]);
  const message = outboundMessage({ scope, requestId, id, fingerprint }, outbound);
  if (message.status === "scheduled") return schedule(message);
  const held = await holdOfMessage(message, outbound.config);
  return held ? keepHeld(message, held) : claimAndSend(message, outbound.config, provider);
};

interface Name {
  id: MessageId;
  /** Of the request, where it carried an idempotency key. */
  fingerprint: string | undefined;
}

const nameOf = async (
  caller: Caller,
  { operation, key, body }: { operation: string; key: string | null; body: unknown },
): Promise<Name> => {
  if (key === null) return { id: await messageIdFor(caller, null), fingerprint: undefined };
  const fingerprint = await fingerprintOf(body);
  return { id: await messageIdFor(caller, { operation, key }), fingerprint };
};

/** What was taken once is answered again, though its time has come or its template is gone since. */
const takenOrRefused = async (scope: Scope, naming: PromiseSettledResult<Name>, refusal: unknown): Promise<Sent> => {
  if (!(refusal instanceof Problem) || refusal.status >= 500) throw refusal;
  // Whether it was taken only its name can tell: the caller may ask again.
  if (naming.status === "rejected") throw naming.reason;
  const { id, fingerprint } = naming.value;
  const existing = fingerprint === undefined ? null : await readMessage(scope, id);
  if (!existing) throw refusal;
  return { message: await heldReplay(existing, fingerprint), replayed: true };
};

/**
 * Keeps a message until its time has come. What is due soon goes into the queue at once, with its exact delay. What quiet hours hold back
 * for longer than it is worth sending has expired, and is counted against no limit.
 */
const schedule = async (message: StoredMessage): Promise<Sent> => {
  const dueAt = Date.parse(message.sendAt ?? "");
  const soon = isSoon(dueAt);
  const isOutlasted = dueAt > message.validUntil;
  const counted = isOutlasted ? null : await countOrReplay(message);
  const drawn = async () => counted?.giveBack?.();
  if (counted?.existing) return { message: await heldReplay(counted.existing, message.fingerprint), replayed: true };
  const creation = await createOrUndo(message, scheduledCheckAt(dueAt, soon)).catch(async (error: unknown) => {
    await unspent(drawn);
    throw error;
  });
  if (!creation.isNew) {
    await unspent(drawn);
    const earlier = await heldReplay(creation.existing, message.fingerprint);
    const earlierDueAt = Date.parse(earlier.sendAt ?? "");
    // The first request may have died before it could queue it.
    if (earlier.status === "scheduled" && isSoon(earlierDueAt)) await enqueueOrLeave(earlier, earlierDueAt);
    return { message: earlier, replayed: true };
  }
  if (isOutlasted) {
    const by = { source: "api", requestId: message.requestId ?? null } as const;
    return { message: await applyChange(message, expire(validityEnded, by)), replayed: false };
  }
  if (soon) await enqueueOrLeave(message, dueAt);
  return { message, replayed: false };
};

/** Keeps a message that is held, as one that waits for its time is kept: the sweeper queues it when nothing holds it any more. */
const keepHeld = async (message: StoredMessage, held: PausedBy): Promise<Sent> => {
  const counted = await countOrReplay(message);
  if (counted.existing) return { message: await heldReplay(counted.existing, message.fingerprint), replayed: true };
  const giveBack = () => unspent(async () => counted.giveBack?.());
  const creation = await createOrUndo(heldMessage(message, held), nextLookAt(held)).catch(async (error: unknown) => {
    await giveBack();
    throw error;
  });
  if (creation.isNew) return { message: heldMessage(message, held), replayed: false };
  await giveBack();
  return { message: await heldReplay(creation.existing, message.fingerprint), replayed: true };
};

/** Counts before there is a row: what stands there goes out. What an earlier request made is not counted again, and needs no room. */
const countOrReplay = async (message: StoredMessage): Promise<Partial<Spent> & { existing?: StoredMessage }> => {
  try {
    return await checkLimits(limitedSend(message));
  } catch (refusal) {
    const existing = message.fingerprint === undefined ? null : await readMessage(message.scope, message.id);
    if (!existing) throw refusal;
    return { existing };
  }
};

/** The row is there, so an error now would make the caller send twice: what cannot be queued is the sweeper's, which comes once a minute. */
const enqueueOrLeave = async (message: StoredMessage, dueAt: number): Promise<void> => {
  try {
    await enqueue({ kind: "send", ...taskFor(message) }, (dueAt - now()) / 1000);
  } catch (error) {
    log.error("store_unavailable", error, { messageId: message.id });
    await sweepSoon(message);
  }
};

const sweepSoon = async (message: StoredMessage): Promise<void> => {
  try {
    await amend(message, { set: { checkAt: now() } });
  } catch (error) {
    // Then the sweeper finds it five minutes after its time.
    log.error("store_unavailable", error, { messageId: message.id });
  }
};

/** Sends a message whose row is to be made now: the row is the claim. `share`: where it was counted against the caps already. */
export const claimAndSend = async (
  claimed: StoredMessage,
  config: StoredProviderConfig | null,
  provider: MessageSender,
  share?: Share,
): Promise<Sent> => {
  const limited = { ...limitedSend(claimed), share };
  const [creation, optOut, limit] = await Promise.allSettled([
    createOrUndo(claimed, claimed.leaseUntil ?? null),
    isOptedOut(optOutOwners(claimed), claimed.to, claimed.sender, claimed.providerConfigId),
    checkLimits(limited),
  ]);
  const drawn = limit.status === "fulfilled" ? limit.value.giveBack : () => undefined;
  if (creation.status === "rejected" || !creation.value.isNew) await unspent(drawn);
  if (creation.status === "rejected") throw creation.reason;
  if (!creation.value.isNew) return { message: replayed(creation.value.existing, claimed.fingerprint), replayed: true };
  const isAlone = claimed.fingerprint === undefined;
  const counted = isAlone ? limit : await drawnAgain(limit, () => checkLimits(limitedSend(claimed)), isRateLimited);
  const refused = [counted, optOut].find((one) => one.status === "rejected");
  const giveBack = counted.status === "fulfilled" ? counted.value.giveBack : () => undefined;
  if (refused) {
    // Nothing may be sent uncounted or unseen: the claim is taken back and the caller may ask again.
    await removeClaim(claimed);
    await unspent(giveBack);
    throw refused.reason;
  }
  const by = { source: "api", requestId: claimed.requestId ?? null } as const;
  if (optOut.status === "fulfilled" && optOut.value) {
    await unspent(giveBack);
    return { message: await applyChange(claimed, suppress(by)), replayed: false };
  }
  const { message, outcome } = await handOverOrFailOver(claimed, config, provider);
  try {
    return { message: await settle(message, outcome, by), replayed: false };
  } catch (error) {
    // The provider may have it: an error now would make the caller send again. The row is there, and the callback or the sweeper settles it.
    log.error("store_unavailable", error, { messageId: claimed.id, outcome: outcome.kind });
    return { message: claimed, replayed: false };
  }
};

const isRateLimited = (reason: unknown): boolean => reason instanceof Problem && reason.code === "rate_limited";

/**
 * Creates a message. Where it fails, the answer may be all that was lost: the row is taken back, for nobody would send for it while the
 * caller is told to ask again. Where that fails too, a claim ends as unknown once its lease is over.
 */
const createOrUndo = async (message: StoredMessage, checkAt: number | null): Promise<Created> => {
  try {
    return await createMessage(message, checkAt);
  } catch (error) {
    await removeClaim(message).catch((again) => log.error("store_unavailable", again, { messageId: message.id }));
    throw error;
  }
};

/** Gives back what was drawn for nothing. Where that fails the tenant has counted one too many, which harms nobody. */
const unspent = async (giveBack: () => Promise<void> | undefined): Promise<void> => {
  try {
    await giveBack();
  } catch (error) {
    log.error("store_unavailable", error);
  }
};
