import { enqueue } from "../aws/dispatch-queue.ts";
import { now } from "../clock.ts";
import { log, withLogContext } from "../logger.ts";
import { ProviderFailure } from "../providers/provider.ts";
import { applyChange } from "./apply-change.ts";
import { expire, lose } from "./message.ts";
import { openShards } from "./message-keys.ts";
import { readOpen } from "./message-reads.ts";
import { amend } from "./message-writes.ts";
import { reconcileSilent, reconcileUnknown } from "./reconcile.ts";
import { type StoredMessage, taskFor } from "./stored-message.ts";

/** Per shard and run; what is left is the next run's, a minute later. */
const perShard = 100;
const atOnce = 10;
/** A second look at one message: at most two provider calls and the writes after them. */
const neededMilliseconds = 20_000;

const by = (requestId: string) => ({ source: "sweeper", requestId }) as const;
const minute = 60_000;

/** Gives every message whose time for a second look has come that look. Returns how many it looked at. */
export const sweep = async ({
  remaining,
  requestId,
}: {
  remaining: () => number;
  requestId: string;
}): Promise<number> => {
  const shards = [...Array(openShards).keys()];
  const due = (await Promise.all(shards.map((shard) => readOpen(shard, now(), perShard)))).flat();
  let next = 0;
  let stillUnknown = 0;
  const worker = async (): Promise<void> => {
    for (let message = due[next++]; message && remaining() > neededMilliseconds; message = due[next++]) {
      if (await look(message, requestId)) stillUnknown += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const looked = Math.min(next, due.length);
  log.info("sweep_finished", { due: due.length, looked, stillUnknown });
  return looked;
};

/** True where the message was looked for and stays unknown. Its lines carry the request that made it. */
const look = (message: StoredMessage, requestId: string): Promise<boolean> =>
  withLogContext({ messageId: message.id, correlationId: message.requestId }, async () => {
    try {
      return await secondLook(message, requestId);
    } catch (error) {
      // One message's trouble must not keep the others waiting; it comes up again.
      log.error(error instanceof ProviderFailure ? "message_stuck" : "store_unavailable", error);
      await amend(message, { set: { checkAt: now() + 5 * minute } });
      return false;
    }
  });

const secondLook = async (message: StoredMessage, requestId: string): Promise<boolean> => {
  switch (message.status) {
    case "scheduled":
    case "queued":
      await queueAgain(message, requestId);
      return false;
    case "sending": {
      const lost = await applyChange(message, lose(message, by(requestId), 0));
      return lost.status === "unknown" && !(await reconcileUnknown(lost, requestId));
    }
    case "unknown":
      return !(await reconcileUnknown(message, requestId));
    case "accepted":
    case "sent":
    case "delivered":
      await reconcileSilent(message, requestId);
      return false;
    default:
      await amend(message, { remove: ["openKey", "checkAt"] });
      return false;
  }
};

const queueAgain = async (message: StoredMessage, requestId: string): Promise<void> => {
  if (now() > message.validUntil) {
    const error = {
      code: "validity_expired",
      message: "The message's validity ended while it waited.",
      providerCode: null,
      retryable: true,
    };
    await applyChange(message, expire(error, by(requestId)));
    return;
  }
  const dueAt = Date.parse(message.sendAt ?? message.createdAt);
  // A batch's range comes back to its own, unless the batch is paused.
  if (message.batchId === undefined) await enqueue({ kind: "send", ...taskFor(message) }, (dueAt - now()) / 1000);
  await amend(message, { set: { checkAt: Math.max(now(), dueAt) + 10 * minute } });
};
