import { now } from "../../kernel/clock.ts";
import { minute, second } from "../../kernel/durations.ts";
import { log, withLogContext } from "../../observability/logger.ts";
import { ProviderFailure } from "../../providers/provider-failure.ts";
import { nextLookAt } from "../../sending-pauses/paused-by.ts";
import { configOfMessage } from "../config-of-message.ts";
import { enqueue } from "../dispatch-queue.ts";
import { expire, heldIn, markUnknown } from "../message.ts";
import { validityEnded } from "../message-errors.ts";
import { dueKey, heldKey, openKey, openShards } from "../message-keys.ts";
import { type OpenPage, readOpen } from "../message-reads.ts";
import { queuedCheckAt } from "../message-times.ts";
import { amend } from "../message-writes.ts";
import { askAgainForReply } from "../receiving/keyword-replies/ask-for-reply.ts";
import { holdOfMessage } from "../sending/held-message.ts";
import { reconcileSilent, reconcileUnknown } from "../settling/reconcile.ts";
import { applyChange } from "../settling/status-writes.ts";
import { type StoredMessage, taskFor } from "../stored-message.ts";

/** Per partition; of second looks, what is left is the next run's, a minute later. */
const perPage = 100;
const looksAtOnce = 10;
/** Per shard: to queue a message is two writes. */
const queuedAtOnce = 8;
/** A second look at one message: at most two provider calls and the writes after them. */
const neededMilliseconds = 20 * second;

const by = (requestId: string) => ({ source: "sweeper", requestId }) as const;

interface Run {
  remaining: () => number;
  requestId: string;
}

/**
 * Queues every message whose time comes, then gives those that have waited too long for an answer a second look. Returns how many it
 * looked at. Messages that were scheduled by an earlier release lie among the others.
 */
export const sweep = async (run: Run): Promise<number> => {
  const shards = [...Array(openShards).keys()];
  const scheduled = sum(await Promise.all(shards.map((shard) => lookAtDue(dueKey(shard), run))));
  const held = sum(await Promise.all(shards.map((shard) => lookAtDue(heldKey(shard), run))));
  const pages = await Promise.all(shards.map((shard) => readOpen(openKey(shard), { dueBy: now(), limit: perPage })));
  const due = pages.flatMap(({ messages }) => messages);
  const { looked, stillUnknown } = await lookAtAll(due, looksAtOnce, run);
  log.info("sweep_finished", { scheduled, held, due: due.length, looked, stillUnknown });
  return scheduled + held + looked;
};

/** Page after page: ten thousand messages deferred to one morning all go out at its minute. */
const lookAtDue = async (key: string, run: Run): Promise<number> => {
  const dueBy = now();
  let count = 0;
  let from: OpenPage["next"];
  do {
    const page = await readOpen(key, { dueBy, limit: perPage, from });
    count += (await lookAtAll(page.messages, queuedAtOnce, run)).looked;
    from = page.next;
  } while (from && run.remaining() > neededMilliseconds);
  return count;
};

/** So many at once, for as long as one more still fits. */
const lookAtAll = async (messages: readonly StoredMessage[], atOnce: number, { remaining, requestId }: Run) => {
  let next = 0;
  let stillUnknown = 0;
  let looked = 0;
  const worker = async (): Promise<void> => {
    for (let message = messages[next++]; message && remaining() > neededMilliseconds; message = messages[next++]) {
      looked += 1;
      if (await look(message, requestId)) stillUnknown += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return { looked, stillUnknown };
};

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** True where the message was looked for and stays unknown. Its lines carry the request that made it. */
const look = (message: StoredMessage, requestId: string): Promise<boolean> =>
  withLogContext({ messageId: message.id, correlationId: message.requestId }, async () => {
    try {
      return await secondLook(message, requestId);
    } catch (error) {
      // One message's trouble must not keep the others waiting; it comes up again.
      log.error(error instanceof ProviderFailure ? "message_stuck" : "store_unavailable", error);
      await lookLater(message);
      return false;
    }
  });

const lookLater = async (message: StoredMessage): Promise<void> => {
  try {
    await amend(message, { set: { checkAt: now() + (message.status === "scheduled" ? minute : 5 * minute) } });
  } catch (error) {
    // It stays due, and the next run looks at it.
    log.error("store_unavailable", error);
  }
};

const secondLook = async (message: StoredMessage, requestId: string): Promise<boolean> => {
  switch (message.status) {
    case "queued":
      if (message.pausedBy && message.batchId === undefined) {
        await lookAtHeld(message, requestId);
        return false;
      }
      await queueAgain(message, requestId);
      return false;
    case "scheduled":
      await queueAgain(message, requestId);
      return false;
    case "sending": {
      const lost = await applyChange(message, markUnknown(message, by(requestId), 0));
      return lost.status === "unknown" && !(await reconcileUnknown(lost, requestId));
    }
    case "unknown":
      return !(await reconcileUnknown(message, requestId));
    case "accepted":
    case "sent":
    case "delivered":
      await reconcileSilent(message, requestId);
      return false;
    case "received":
      await askAgainForReply(message);
      return false;
    default:
      await amend(message, { remove: ["openKey", "checkAt"] });
      return false;
  }
};

const queueAgain = async (message: StoredMessage, requestId: string): Promise<void> => {
  if (now() > message.validUntil) {
    await applyChange(message, expire(validityEnded, by(requestId)));
    return;
  }
  const dueAt = Date.parse(message.sendAt ?? message.createdAt);
  // A batch's range comes back to its own, unless the batch is paused.
  if (message.batchId === undefined) await enqueue({ kind: "send", ...taskFor(message) }, (dueAt - now()) / 1000);
  await amend(message, { set: { checkAt: queuedCheckAt(message, Math.max(now(), dueAt) + 10 * minute) } });
};

/** Once nothing holds it any more it is queued at once. Should that be lost, it is found here again. */
const lookAtHeld = async (message: StoredMessage, requestId: string): Promise<void> => {
  if (now() > message.validUntil) {
    await applyChange(message, expire(validityEnded, by(requestId)));
    return;
  }
  const held = await holdOfMessage(message, await configOfMessage(message));
  if (held) {
    await amend(message, { set: { ...heldIn(message, held), checkAt: nextLookAt(held) } });
    return;
  }
  await enqueue({ kind: "send", ...taskFor(message) });
  await amend(message, { set: { pausedBy: null, checkAt: now() + 10 * minute } });
};
