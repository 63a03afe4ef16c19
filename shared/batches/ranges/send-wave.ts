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

/** Everything that the recipients of a wave share. */
export interface Sending extends MessageInputs {
  sender: MessageSender;
}

/** `providerFailed`: the provider gave no answer or refused the account. `storeFailed`: a store of the hub failed. */
export type WaveResult = { kind: "handled" | "throttled" | "providerFailed" | "storeFailed" } | Deferred;

interface Deferred {
  kind: "deferred";
  /** Epoch milliseconds. */
  until: number;
  /** The limit of the recipient's country deferred it, not that of the number. */
  isLimitedByCountry: boolean;
}

/** A recipient to send to. `row` waits from an earlier try. */
export interface Sendable {
  recipient: Recipient;
  row: BatchRow | undefined;
}

interface Attempt {
  recipient: Recipient;
  /** The message to claim and send. Null: a row waits, or no message can be made. */
  message: StoredMessage | null;
  isUnmakeable?: true;
}

/**
 * Sends to several recipients at once. First tries are counted against the tenant's caps together. If a try comes to nothing, the next
 * visit finds the recipient without a row, or with a row that waits.
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

/** Makes a recipient's message. A failure does not stop the other recipients. */
const attemptOf = (sending: Sending, { recipient, row }: Sendable): Attempt => {
  try {
    return { recipient, message: row ? null : messageFor(sending, recipient) };
  } catch (error) {
    log.error("message_unwritable", error, { messageId: recipient.id });
    return { recipient, message: null, isUnmakeable: true };
  }
};

/** Claims a new row, or takes up the one that waits. Never throws. */
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
      // If the message goes on waiting, this range comes back to it.
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
    // A retry would fail again, and the batch would never end.
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

/** Refusals by a limit that waiting does not lift. */
const lastingRefusals: ReadonlySet<string> = new Set([
  "country_not_allowed",
  "premium_number_not_allowed",
  "cap_reached",
]);

/** Defers a recipient whom a rate limit refused, and fails one whom another limit refused. */
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
  // The rest is no refusal: a store failed, or another visit has claimed the row.
  if (!isRate && !lastingRefusals.has(code)) return { kind: "storeFailed" };
  return failedFor(batch, recipient, { code, message, providerCode: null, retryable: isRate }, { requestId });
};

/** Fails a recipient to whom nothing was sent and nothing will be. */
const failedFor = async (
  batch: StoredBatch,
  recipient: Recipient,
  error: ProviderError,
  { requestId }: Pick<QueueContext, "requestId">,
): Promise<WaveResult> => {
  await failRecipients(batch, [recipient], error, requestId);
  return { kind: "handled" };
};
