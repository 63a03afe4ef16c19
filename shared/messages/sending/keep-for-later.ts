import { createOrUndo, undoAll } from "../../aws/create-or-undo.ts";
import { now } from "../../kernel/clock.ts";
import type { Drawn } from "../../limits/all-or-nothing.ts";
import { checkLimits } from "../../limits/check-limits.ts";
import { log } from "../../observability/logger.ts";
import { nextLookAt, type PausedBy } from "../../sending-pauses/paused-by.ts";
import { enqueue } from "../dispatch-queue.ts";
import { expire } from "../message.ts";
import { validityEnded } from "../message-errors.ts";
import { readMessage } from "../message-reads.ts";
import { isSoon, scheduledCheckAt } from "../message-times.ts";
import { amend, type Created, createMessage, removeClaim } from "../message-writes.ts";
import { heldMessage } from "../planning/plan-message.ts";
import { applyChange } from "../settling/status-writes.ts";
import { type StoredMessage, taskFor } from "../stored-message.ts";
import { limitedSend, type Sent } from "./claim-and-send.ts";
import { heldReplay } from "./replay.ts";

/**
 * Keeps a message until its time has come. What is due soon goes into the queue at once, with its exact delay. What quiet hours hold back
 * for longer than it is worth sending has expired, and is counted against no limit.
 */
export const schedule = async (message: StoredMessage): Promise<Sent> => {
  const dueAt = Date.parse(message.sendAt ?? "");
  const soon = isSoon(dueAt);
  const isOutlasted = dueAt > message.validUntil;
  const counted = isOutlasted ? null : await countOrReplay(message);
  const giveBack = () => undoAll([async () => counted?.giveBack?.()]);
  if (counted?.existing) return { message: await heldReplay(counted.existing, message.fingerprint), replayed: true };
  const creation = await createOrGiveBack(message, scheduledCheckAt(dueAt, soon), giveBack);
  if (!creation.isNew) {
    await giveBack();
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
export const keepHeld = async (message: StoredMessage, held: PausedBy): Promise<Sent> => {
  const counted = await countOrReplay(message);
  if (counted.existing) return { message: await heldReplay(counted.existing, message.fingerprint), replayed: true };
  const giveBack = () => undoAll([async () => counted.giveBack?.()]);
  const creation = await createOrGiveBack(heldMessage(message, held), nextLookAt(held), giveBack);
  if (creation.isNew) return { message: heldMessage(message, held), replayed: false };
  await giveBack();
  return { message: await heldReplay(creation.existing, message.fingerprint), replayed: true };
};

/** Where that fails, the row and the draw are undone. */
const createOrGiveBack = (message: StoredMessage, checkAt: number, giveBack: () => Promise<void>): Promise<Created> =>
  createOrUndo(
    () => createMessage(message, checkAt),
    () => undoAll([() => removeClaim(message), giveBack]),
  );

/** Counts before there is a row: what stands there goes out. What an earlier request made is not counted again, and needs no room. */
const countOrReplay = async (message: StoredMessage): Promise<Partial<Drawn> & { existing?: StoredMessage }> => {
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
