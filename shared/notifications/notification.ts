import type * as z from "zod";
import type { Notification } from "../api/operations/notifications.ts";
import type { Item } from "../aws/dynamodb.ts";
import { epochSeconds, now } from "../kernel/clock.ts";
import type { Scope } from "../kernel/ids.ts";

export type NotificationView = z.output<typeof Notification>;
export type ChannelResult = NotificationView["results"][number];

export interface StoredNotification {
  scope: Scope;
  id: string;
  /** The user whom the notification concerns. */
  userId: string;
  /** The user who requested the notification. Null: the tenant. */
  actingUserId: string | null;
  fingerprint: string;
  createdAt: string;
  /** Null: a request is still sending, until `leaseUntil` (epoch milliseconds) at most. */
  results: ChannelResult[] | null;
  claimToken: string;
  leaseUntil: number;
}

export const notificationKey = (scope: Scope, id: string) => ({ pk: `${scope}#${id}` });

/** Turns a row into a notification without validation, because only the hub writes it. An expired row is absent (invariant 19). */
export const notificationFromItem = (item: Item): StoredNotification | null =>
  Number(item.expiresAt) > epochSeconds(now()) ? (item as unknown as StoredNotification) : null;
