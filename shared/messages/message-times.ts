import { now } from "../kernel/clock.ts";
import { day, hour, minute } from "../kernel/durations.ts";
import { queueAheadMilliseconds } from "../kernel/timeouts-and-waits.ts";
import { isUnread } from "./message-status.ts";
import type { StoredMessage } from "./stored-message.ts";

/** Twilio's own default, the longest it queues: ten hours. */
export const defaultValidityMilliseconds = 36_000_000;

/** Until when a message may be handed over that goes at `startsAt` at the earliest and was given no validity; both epoch milliseconds. */
export const defaultValidUntil = (startsAt: number): number => startsAt + defaultValidityMilliseconds;

/** A delivered message is final after this long without a `read` that may follow: many people send no read receipts. */
const readReceiptMilliseconds = 72 * hour;

export const isDeliveredUnread = ({ channel, status }: StoredMessage): boolean => isUnread(status, channel);

/** Epoch milliseconds. */
export const unreadUntil = ({ deliveredAt, updatedAt }: StoredMessage): number =>
  Date.parse(deliveredAt ?? updatedAt) + readReceiptMilliseconds;

/** Nobody waits for its `read` any more. One that comes all the same still counts. */
export const endsUnread = (message: StoredMessage): boolean =>
  isDeliveredUnread(message) && now() >= unreadUntil(message);

/** A message without a final status for this long is asked for at the provider. */
export const silenceMilliseconds = day;
/** A queued message whose queue message was lost is queued again after this long. */
export const requeueGraceMilliseconds = 5 * minute;

/** When a message that waits for its time is next to be looked at: to be queued, or in case its queue message was lost. */
export const scheduledCheckAt = (dueAt: number, isQueued: boolean): number =>
  isQueued ? dueAt + requeueGraceMilliseconds : dueAt - queueAheadMilliseconds;

/**
 * When a message that waits for another try is next to be looked at, in case its queue message was lost. A batch's is its range's to come
 * back to, however long the batch is paused: the sweeper, which everybody shares, only ends it.
 */
export const queuedCheckAt = ({ batchId, validUntil }: StoredMessage, otherwise: number): number =>
  batchId === undefined ? otherwise : validUntil;

/** Soon enough to go into the queue at once. */
export const isSoon = (dueAt: number): boolean => dueAt - now() <= queueAheadMilliseconds;
