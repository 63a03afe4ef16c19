import { now } from "../kernel/clock.ts";
import { hour } from "../kernel/durations.ts";
import type { StoredMessage } from "./stored-message.ts";

/** A delivered WhatsApp message is final after this long without `read`: many people send no read receipts. */
const readReceiptMilliseconds = 72 * hour;

/** A `read` may follow. */
export const isDeliveredUnread = ({ channel, status }: StoredMessage): boolean =>
  channel === "whatsapp" && status === "delivered";

/** Epoch milliseconds. */
export const unreadUntil = ({ deliveredAt, updatedAt }: StoredMessage): number =>
  Date.parse(deliveredAt ?? updatedAt) + readReceiptMilliseconds;

/** Nobody waits for its `read` any more. One that comes all the same still counts. */
export const endsUnread = (message: StoredMessage): boolean =>
  isDeliveredUnread(message) && now() >= unreadUntil(message);
