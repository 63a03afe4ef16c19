import { maximumDelaySeconds } from "../../aws/sqs.ts";
import { now } from "../../kernel/clock.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { log } from "../../observability/logger.ts";
import type { SendOutcome } from "../../providers/provider.ts";
import { enqueue } from "../dispatch-queue.ts";
import { accept, expire, markUnknown, reject, requeue } from "../message.ts";
import type { EventSource } from "../message-status.ts";
import { type StoredMessage, taskFor } from "../stored-message.ts";
import { retryDelaySeconds } from "./retry-delay.ts";
import { applyChange } from "./status-writes.ts";

interface By {
  source: EventSource;
  requestId: string | null;
}

/** Writes what the provider call came to: one update, and a queue message where it is to be tried again. */
export const settle = async (message: StoredMessage, outcome: SendOutcome, by: By): Promise<StoredMessage> => {
  switch (outcome.kind) {
    case "accepted":
      return accepted(message, outcome, by);
    case "rejected":
      return applyChange(message, reject(outcome.error, by));
    case "unknown":
      log.warn("message_stuck", { messageId: message.id, cause: outcome.cause });
      return applyChange(message, markUnknown(message, by, waits().firstLook));
    case "throttled":
      return tryAgain(message, outcome, by);
  }
};

const accepted = async (
  message: StoredMessage,
  outcome: Extract<SendOutcome, { kind: "accepted" }>,
  by: By,
): Promise<StoredMessage> => {
  const settled = await applyChange(message, accept(message, outcome, by));
  if (message.provider === "test") await enqueue({ kind: "testStatus", ...taskFor(message), step: 0 }, 1);
  return settled;
};

const tryAgain = async (
  message: StoredMessage,
  outcome: Extract<SendOutcome, { kind: "throttled" }>,
  by: By,
): Promise<StoredMessage> => {
  const attempts = message.attempts + 1;
  const delaySeconds = Math.min(maximumDelaySeconds, outcome.retryAfterSeconds ?? retryDelaySeconds(attempts));
  if (now() + delaySeconds * 1000 > message.validUntil) return applyChange(message, expire(outcome.error, by));
  const waiting = await applyChange(message, requeue(message, attempts, delaySeconds, by));
  if (waiting.status !== "queued") return waiting;
  log.info("message_requeued", { messageId: message.id, attempts, delaySeconds });
  // Its range comes back to it: so a pause, a cancel and the pace hold for second tries too, and single sends never wait behind them.
  if (message.batchId !== undefined) return waiting;
  try {
    await enqueue({ kind: "send", ...taskFor(message) }, delaySeconds);
  } catch (error) {
    // The row waits with a time to be looked at: the sweeper queues it again.
    log.error("store_unavailable", error, { messageId: message.id });
  }
  return waiting;
};
