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
  /** Whom it tells; a user's token sees no other user's. */
  /** Whom it concerns. */
  userId: string;
  /** The user who asked for it; null: the tenant. */
  actingUserId: string | null;
  fingerprint: string;
  createdAt: string;
  /** Null: it is being worked on, until `leaseUntil` (epoch milliseconds) at most. */
  results: ChannelResult[] | null;
  claimToken: string;
  leaseUntil: number;
}

export const notificationKey = (scope: Scope, id: string) => ({ pk: `${scope}#${id}` });

/** Our own rows are trusted to hold what we wrote; one past its time is absent (invariant 19). */
export const notificationFromItem = (item: Item): StoredNotification | null =>
  Number(item.expiresAt) > epochSeconds(now()) ? (item as unknown as StoredNotification) : null;
