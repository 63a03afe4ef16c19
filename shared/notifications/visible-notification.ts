import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { NotificationView } from "./notification.ts";
import { readNotification } from "./notification-reads.ts";

/**
 * What became of a notification. Throws not_found for one that is not there, not done yet, somebody else's, or another user's where the
 * caller may not see others' messages: an id that an idempotency key made can be worked out (invariant 16).
 */
export const visibleNotification = async (caller: Caller, id: string): Promise<NotificationView> => {
  const notification = await readNotification(caller.scope, id);
  const seesAll = caller.userId === null || caller.permissions.has("view_messages");
  if (!notification?.results || !(seesAll || notification.actingUserId === caller.userId))
    throw notFound("notification");
  return { id: notification.id, results: notification.results };
};
