import { isUnwritable } from "../../aws/dynamodb.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import type { Share } from "../../limits/check-limits.ts";
import { countAhead } from "../../limits/count-ahead.ts";
import { expire } from "../../messages/message.ts";
import { validityEnded } from "../../messages/message-errors.ts";
import { errorOf } from "../../messages/message-status.ts";
import type { BatchRow } from "../../messages/reading/batch-message-reads.ts";
import { claimAndSend, limitedSend } from "../../messages/sending/claim-and-send.ts";
import type { StoredMessage } from "../../messages/stored-message.ts";
import { takeUp } from "../../messages/waiting/dispatch.ts";
import { log } from "../../observability/logger.ts";
import { isLasting } from "../../provider-configs/health/provider-health-writes.ts";
import type { MessageSender, ProviderError } from "../../providers/provider.ts";
import { begunAtOf, type StoredBatch } from "../batch.ts";
import { defaultValidityMilliseconds, type MessageInputs, messageFor } from "../batch-message.ts";
import type { Recipient } from "../recipients.ts";
import { endRecipients, failRecipients, unwritable } from "./end-recipients.ts";

/** What every recipient of a batch shares. */
export interface Sending extends MessageInputs {
  sender: MessageSender;
}

/** `providerFailed`: the provider did not answer, or refused us; `storeFailed`: a store of our own did. */
export type WaveResult = { kind: "handled" | "throttled" | "providerFailed" | "storeFailed" } | Deferred;

interface Deferred {
  kind: "deferred";
  /** Epoch milliseconds. */
  until: number;
  /** By a limit of its country, not of the number. */
  isLimitedByCountry: boolean;
}

/** Who is to be sent to; `row` waits from an earlier try. */
export interface Sendable {
  recipient: Recipient;
  row: BatchRow | undefined;
}

interface Attempt {
  recipient: Recipient;
  /** What is to be claimed and sent; null: a row waits, or no message can be made. */
  message: StoredMessage | null;
  isUnmakeable?: true;
}

/**
 * Sends to some at once; those who are tried for the first time are counted against the tenant's caps together. What came to nothing is
 * found without a row, or waiting, at the next visit.
 */
export const sendWave = async (
  sending: Sending,
  sendable: readonly Sendable[],
  context: QueueContext,
): Promise<WaveResult[]> => {
  const attempts = sendable.map((one) => attemptOf(sending, one));
  const fresh = attempts.flatMap(({ message }) => message ?? []);
  const counted = await countAhead(fresh.map(limitedSend));
  const shares = new Map(fresh.map((message, at) => [message, counted?.shares[at]]));
  const shareOf = ({ message }: Attempt) => (message ? shares.get(message) : undefined);
  const results = await Promise.all(
    attempts.map((attempt) => sendRecipient(sending, attempt, shareOf(attempt), context)),
  );
  await counted?.settle();
  return results;
};

const storeFailed: WaveResult = { kind: "storeFailed" };

/** One recipient's trouble is not the others'. */
const attemptOf = (sending: Sending, { recipient, row }: Sendable): Attempt => {
  try {
    return { recipient, message: row ? null : messageFor(sending, recipient) };
  } catch (error) {
    log.error("message_unwritable", error, { messageId: recipient.id });
    return { recipient, message: null, isUnmakeable: true };
  }
};

/** Claims a row of its own, or takes up the one that waits. Never throws. */
const sendRecipient = async (
  sending: Sending,
  { recipient, message, isUnmakeable }: Attempt,
  share: Share | undefined,
  context: QueueContext,
): Promise<WaveResult> => {
  const { batch, providerConfig, sender } = sending;
  const { id } = recipient;
  try {
    if (isUnmakeable) return await failedFor(batch, recipient, unwritable, context);
    if (!message) {
      const task = { kind: "send", scope: batch.scope, messageId: id, correlationId: batch.requestId } as const;
      // What it leaves waiting this range comes back to.
      const taken = await takeUp(task, context.requestId);
      return { kind: taken ? resultKindOf(taken.message) : "handled" };
    }
    if (now() > message.validUntil) {
      share?.release();
      await endRecipients(
        batch,
        [recipient],
        expire(validityEnded, { source: "worker", requestId: context.requestId }),
      );
      return { kind: "handled" };
    }
    return { kind: resultKindOf((await claimAndSend(message, providerConfig, sender, share)).message) };
  } catch (error) {
    // Tried again it would fail again, and the batch would never end.
    const failedAs = message && isUnwritable(error) ? unwritable : null;
    return failureOf(error, sending, { recipient, failedAs }, context);
  }
};

const resultKindOf = (message: StoredMessage): "handled" | "throttled" | "providerFailed" => {
  const { status } = message;
  const error = errorOf(message);
  if (status === "queued") return "throttled";
  return status === "unknown" || (status === "failed" && error && isLasting(error)) ? "providerFailed" : "handled";
};

const failureOf = async (
  error: unknown,
  sending: Sending,
  { recipient, failedAs }: { recipient: Recipient; failedAs: ProviderError | null },
  context: QueueContext,
): Promise<WaveResult> => {
  try {
    if (error instanceof Problem) return await refusedBy(error, sending, recipient, context);
    if (failedAs) return await failedFor(sending.batch, recipient, failedAs, context);
    log.error("store_unavailable", error, { messageId: recipient.id });
  } catch (writing) {
    log.error("store_unavailable", writing, { messageId: recipient.id });
  }
  return storeFailed;
};

/** Refusals by a limit that no waiting helps against. */
const lastingRefusals: ReadonlySet<string> = new Set([
  "country_not_allowed",
  "premium_number_not_allowed",
  "cap_reached",
]);

/** Beyond a rate it is tried again later; what a limit refuses otherwise has failed. */
const refusedBy = async (
  { code, message, detail }: Problem,
  { batch }: Sending,
  recipient: Recipient,
  { requestId }: QueueContext,
): Promise<WaveResult> => {
  const isRate = code === "rate_limited";
  if (isRate && now() - begunAtOf(batch) < defaultValidityMilliseconds)
    return {
      kind: "deferred",
      until: now() + (detail.retryAfterSeconds ?? 1) * 1000,
      isLimitedByCountry: detail.extensions?.limit === "perCountry",
    };
  if (code === "temporarily_unavailable") log.error("store_unavailable", detail.cause, { problem: code });
  // A row that stands there already is another visit's claim.
  if (!isRate && !lastingRefusals.has(code)) return { kind: "storeFailed" };
  return failedFor(batch, recipient, { code, message, providerCode: null, retryable: isRate }, { requestId });
};

/** Nothing was sent to this recipient, and nothing will be. */
const failedFor = async (
  batch: StoredBatch,
  recipient: Recipient,
  error: ProviderError,
  { requestId }: Pick<QueueContext, "requestId">,
): Promise<WaveResult> => {
  await failRecipients(batch, [recipient], error, requestId);
  return { kind: "handled" };
};
