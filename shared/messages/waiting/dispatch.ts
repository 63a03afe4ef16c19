import { now } from "../../kernel/clock.ts";
import { second } from "../../kernel/durations.ts";
import { newClaimToken } from "../../kernel/ids.ts";
import type { QueueContext } from "../../lambda/queue-handler.ts";
import { log } from "../../observability/logger.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import { inQuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import { isUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { MessageSender } from "../../providers/provider.ts";
import { configOfMessage } from "../config-of-message.ts";
import { type DispatchTask, enqueue } from "../dispatch-queue.ts";
import { claim, expire, hold, putOff, reject, release, requeue, type StatusChange, suppress } from "../message.ts";
import { configGone, validityEnded } from "../message-errors.ts";
import { defaultValidUntil, isSoon } from "../message-times.ts";
import { handOver, handOverMilliseconds, preparedSender } from "../sending/hand-over.ts";
import { holdOfMessage } from "../sending/held-message.ts";
import { settle } from "../settling/settle.ts";
import { applyChange, changeStatus } from "../settling/status-writes.ts";
import { confirmedStop, optOutOwners, type StoredMessage } from "../stored-message.ts";

/** No claim is started unless the provider calls and what must be written after them still fit (invariant 4). */
const neededMilliseconds = (): number => handOverMilliseconds() + 4 * second;

type SendTask = Extract<DispatchTask, { kind: "send" }>;

/** Hands a waiting message to its provider, or queues it again where it has to wait on. */
export const dispatchSend = async (task: SendTask, { remaining, requestId }: QueueContext): Promise<void> => {
  if (remaining() < neededMilliseconds()) return enqueue(task);
  const taken = await takeUp(task, requestId);
  if (taken?.isLeft) await enqueueAgain(task, taken.message);
};

interface Taken {
  message: StoredMessage;
  /** It was not handed over, and nothing is queued that would come back to it. */
  isLeft: boolean;
}

/** Claims a waiting message and hands it to its provider. Doubles of a task are harmless: only one gets the claim, the others get null. */
export const takeUp = async (task: SendTask, requestId: string): Promise<Taken | null> => {
  const by = { source: "worker", requestId } as const;
  const token = newClaimToken();
  const message = await orReleased(task, token, requestId, () => claimed(task, token, requestId));
  if (!message) return null;
  const ready = await orReleased(task, token, requestId, async () => {
    const prepared = await readyFor(message, requestId);
    return "instead" in prepared ? { settled: await applyChange(message, prepared.instead) } : prepared;
  });
  if ("settled" in ready) return { message: ready.settled, isLeft: true };
  // From here on it may have been sent: whatever fails, it does not go back to the queue.
  const handedOver = await handOver(message, ready.providerConfig, ready.messages);
  return { message: await settle(handedOver.message, handedOver.outcome, by), isLeft: false };
};

/** Before the provider call whatever fails has sent nothing: the claim is given up, so that the next delivery finds the message waiting. */
const orReleased = async <Result>(
  { scope, messageId }: SendTask,
  token: string,
  requestId: string,
  step: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await step();
  } catch (error) {
    // Where this fails too it ends as unknown, once the lease is over.
    await changeStatus(scope, messageId, release(token, { source: "worker", requestId })).catch((again) =>
      log.error("store_unavailable", again, { messageId }),
    );
    throw error;
  }
};

/** What waits for long, or until a pause has ended, is the sweeper's to queue. */
const enqueueAgain = async (task: SendTask, { status, sendAt, pausedBy }: StoredMessage): Promise<void> => {
  if (status === "queued" && pausedBy) return;
  if (status === "queued") return enqueue(task, unverifiedSeconds);
  const dueAt = Date.parse(sendAt ?? "");
  if (status === "scheduled" && isSoon(dueAt)) await enqueue(task, (dueAt - now()) / 1000);
};

type Ready = { providerConfig: StoredProviderConfig | null; messages: MessageSender } | { instead: StatusChange };

/** All that comes before the provider call. */
const readyFor = async (message: StoredMessage, requestId: string): Promise<Ready> => {
  const by = { source: "worker", requestId } as const;
  if (now() > message.validUntil) return { instead: expire(validityEnded, by) };
  const quiet = quietChange(message, by);
  if (quiet) return { instead: quiet };
  const providerConfig = await configOfMessage(message);
  const held = await holdOfMessage(message, providerConfig);
  if (held) return { instead: hold(message, held, by) };
  // A tenant without any configuration may try the hub with a test key.
  const isWithout = message.isTest && message.providerConfigId === undefined;
  if (!providerConfig && !isWithout) return { instead: reject(configGone, by) };
  if (providerConfig && !message.isTest && !isUsable(providerConfig))
    return { instead: requeue(message, message.attempts, unverifiedSeconds, by) };
  const [optedOut, messages] = await Promise.all([
    isOptedOut(optOutOwners(message), message.to, message.sender, message.providerConfigId, confirmedStop(message)),
    preparedSender(providerConfig, message.isTest),
  ]);
  return optedOut ? { instead: suppress(by) } : { providerConfig, messages };
};

/**
 * The night may have fallen while it waited for its turn: it is put off until the quiet hours are over, or has expired where it is not worth
 * sending by then. Undefined: it is not quiet.
 */
const quietChange = (message: StoredMessage, by: Parameters<typeof expire>[1]): StatusChange | undefined => {
  const until = message.quietHours && inQuietHoursAnywhere(message.quietHours, new Date(now())).until?.getTime();
  if (until === undefined) return undefined;
  const validUntil = message.validitySeconds === undefined ? defaultValidUntil(until) : message.validUntil;
  return until > validUntil ? expire(validityEnded, by) : putOff(message, until, validUntil, by);
};

const claimed = async (
  { scope, messageId: id }: SendTask,
  token: string,
  requestId: string,
): Promise<StoredMessage | null> => {
  const result = await changeStatus(scope, id, claim(token, { source: "worker", requestId }));
  if (result.changed) return result.message;
  const isOurs = result.existing?.status === "sending" && result.existing.claimToken === token;
  return isOurs ? result.existing : null;
};

/** New credentials and senders are unverified until test-connection passes: what waits goes on waiting. */
const unverifiedSeconds = 60;
