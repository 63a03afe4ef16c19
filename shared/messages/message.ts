import { now, nowIso } from "../kernel/clock.ts";
import { waits } from "../kernel/timeouts-and-waits.ts";
import type { ProviderError } from "../providers/provider.ts";
import { nextLookAt, type PausedBy } from "../sending-pauses/paused-by.ts";
import { optedOut } from "./message-errors.ts";
import { type EventSource, isFinalStatus, type MessageStatus, ranks, type StatusEvent } from "./message-status.ts";
import {
  defaultValidUntil,
  isSoon,
  queuedCheckAt,
  requeueGraceMilliseconds,
  scheduledCheckAt,
  silenceMilliseconds,
} from "./message-times.ts";
import type { StoredMessage } from "./stored-message.ts";

/** What a change of status writes beside the status itself. */
export interface StatusChange {
  to: MessageStatus;
  /** The states it may leave; every other one makes the write's condition fail. */
  from: readonly MessageStatus[];
  event: StatusEvent;
  set: Partial<StoredMessage>;
  /** Written only where there is no value yet: what an earlier writer knew stays. */
  setOnce: Partial<StoredMessage>;
  /** When the sweeper looks again, epoch milliseconds; null: never; left out: as it was, which costs the `open` index nothing. */
  checkAt?: number | null;
  /** It lies among those that are held. */
  isHeld?: boolean;
  /** Only the holder of this claim may make the change. */
  claimToken?: string;
}

const allStatuses = Object.keys(ranks) as MessageStatus[];
/** Every status that this one may follow: those of lower rank. */
const below = (status: MessageStatus): MessageStatus[] => allStatuses.filter((one) => ranks[one] < ranks[status]);

const event = (source: EventSource, requestId: string | null, error: ProviderError | null = null): StatusEvent => ({
  at: nowIso(),
  source,
  requestId,
  ...(error === null ? {} : { error }),
});

interface By {
  source: EventSource;
  requestId?: string | null;
}

/** A worker takes a waiting message. */
export const claim = (claimToken: string, by: By): StatusChange => ({
  from: ["queued", "scheduled"],
  to: "sending",
  event: event(by.source, by.requestId ?? null),
  set: { claimToken, leaseUntil: now() + waits().messageLease, pausedBy: null },
  setOnce: {},
  checkAt: now() + waits().messageLease,
});

interface Accepted {
  providerMessageId: string;
  from?: string | undefined;
  price?: { amount: string; currency: string } | undefined;
}

/** The provider took it. */
export const accept = (message: StoredMessage, accepted: Accepted, by: By): StatusChange => ({
  from: ["sending", "unknown"],
  to: "accepted",
  event: event(by.source, by.requestId ?? null),
  set: {},
  setOnce: {
    providerMessageId: accepted.providerMessageId,
    ...(accepted.from === undefined ? {} : { from: accepted.from }),
    ...(accepted.price === undefined ? {} : { price: accepted.price }),
  },
  checkAt: isFinalStatus("accepted", message.channel, message.provider) ? null : now() + silenceMilliseconds,
});

/** The provider refused it: nothing was sent. */
export const reject = (error: ProviderError, by: By): StatusChange => ({
  from: ["sending", "unknown"],
  to: "failed",
  event: event(by.source, by.requestId ?? null, error),
  set: {},
  setOnce: {},
  checkAt: null,
});

/** It waited, was never sent and will not be. */
export const fail = (error: ProviderError, by: By): StatusChange => ({
  ...reject(error, by),
  from: ["scheduled", "queued"],
});

/** Definitely not sent, and worth another try: back to waiting. Only the claim's holder knows that. */
export const requeue = (message: StoredMessage, attempts: number, delaySeconds: number, by: By): StatusChange => ({
  from: ["sending", "unknown"],
  to: "queued",
  event: event(by.source, by.requestId ?? null),
  set: { attempts, claimToken: "", leaseUntil: 0, retryAt: now() + delaySeconds * 1000 },
  setOnce: {},
  checkAt: queuedCheckAt(message, now() + delaySeconds * 1000 + requeueGraceMilliseconds),
  claimToken: message.claimToken ?? "",
});

/** Nothing was sent, and nobody knows whether the claim was written: whoever finds it queued goes on. */
export const release = (claimToken: string, by: By): StatusChange => ({
  from: ["sending"],
  to: "queued",
  event: event(by.source, by.requestId ?? null),
  set: { claimToken: "", leaseUntil: 0 },
  setOnce: {},
  checkAt: now() + requeueGraceMilliseconds,
  claimToken,
});

/** It is quiet at the recipient: back to waiting, until `until` (epoch milliseconds). Only the claim's holder knows that nothing was sent. */
export const putOff = (message: StoredMessage, until: number, validUntil: number, by: By): StatusChange => ({
  from: ["sending"],
  to: "scheduled",
  event: event(by.source, by.requestId ?? null),
  set: { sendAt: new Date(until).toISOString(), validUntil, claimToken: "", leaseUntil: 0 },
  setOnce: {},
  checkAt: scheduledCheckAt(until, isSoon(until)),
  claimToken: message.claimToken ?? "",
});

/**
 * It is held: back to waiting, at the place it had. What was given no validity is worth sending for as long again from now on. Only the
 * claim's holder knows that nothing was sent.
 */
export const hold = (message: StoredMessage, held: PausedBy, by: By): StatusChange => ({
  from: ["sending"],
  to: "queued",
  event: event(by.source, by.requestId ?? null),
  set: { claimToken: "", leaseUntil: 0, ...heldIn(message, held) },
  setOnce: {},
  checkAt: queuedCheckAt(message, nextLookAt(held)),
  // A batch's message is its range's to come back to.
  isHeld: message.batchId === undefined,
  claimToken: message.claimToken ?? "",
});

/** What a message that is held keeps of it. */
export const heldIn = (message: StoredMessage, held: PausedBy): Partial<StoredMessage> => ({
  pausedBy: held,
  ...(message.validitySeconds === undefined && message.batchId === undefined
    ? { validUntil: Math.max(message.validUntil, defaultValidUntil(now())) }
    : {}),
});

/** It may have been sent, or nobody knows: never sent again by itself (invariant 1). */
export const markUnknown = (
  message: Pick<StoredMessage, "channel" | "provider">,
  by: By,
  checkInMilliseconds: number,
): StatusChange => ({
  from: ["sending"],
  to: "unknown",
  event: event(by.source, by.requestId ?? null),
  set: {},
  setOnce: {},
  checkAt: isFinalStatus("unknown", message.channel, message.provider) ? null : now() + checkInMilliseconds,
});

/** The recipient has opted out. */
export const suppress = (by: By): StatusChange => ({
  from: ["scheduled", "queued", "sending"],
  to: "suppressed",
  event: event(by.source, by.requestId ?? null, optedOut),
  set: {},
  setOnce: {},
  checkAt: null,
});

/** Its sender changed their mind while it waited here. */
export const cancel = (by: By): StatusChange => ({
  from: ["scheduled", "queued"],
  to: "canceled",
  event: event(by.source, by.requestId ?? null),
  set: {},
  setOnce: {},
  checkAt: null,
});

/** Its validity ended while it waited. */
export const expire = (error: ProviderError, by: By): StatusChange => ({
  from: ["scheduled", "queued", "sending"],
  to: "expired",
  event: event(by.source, by.requestId ?? null, error),
  set: {},
  setOnce: {},
  checkAt: null,
});

export interface Report {
  status: MessageStatus;
  providerMessageId: string;
  error: ProviderError | null;
  from?: string | null;
  price?: { amount: string; currency: string } | null;
}

/** The provider tells where a message stands. Only upwards; what comes late still joins the history, with its error. */
export const report = (message: Pick<StoredMessage, "channel" | "provider">, told: Report, by: By): StatusChange => {
  const { status } = told;
  const happened = event(by.source, by.requestId ?? null, told.error);
  return {
    from: below(status),
    to: status,
    event: happened,
    set: {},
    setOnce: {
      providerMessageId: told.providerMessageId,
      ...(told.from ? { from: told.from } : {}),
      ...(told.price ? { price: told.price } : {}),
      ...(status === "sent" ? { sentAt: happened.at } : {}),
      ...(status === "delivered" ? { deliveredAt: happened.at } : {}),
    },
    ...(isFinalStatus(status, message.channel, message.provider) ? { checkAt: null } : {}),
  };
};
