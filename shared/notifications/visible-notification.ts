import type { Caller } from "../identity/caller.ts";
import { notFound } from "../kernel/errors.ts";
import type { NotificationView } from "./notification.ts";
import { readNotification } from "./notification-reads.ts";

/**
 * Returns the results of a notification. Throws not_found if it does not exist, is not finished, belongs to another tenant, or was requested
 * by another user and the caller may not see other users' messages. The answer is the same in all of these cases (invariant 16).
 */
export const visibleNotification = async (caller: Caller, id: string): Promise<NotificationView> => {
  const notification = await readNotification(caller.scope, id);
  const seesAll = caller.userId === null || caller.permissions.has("view_messages");
  if (!notification?.results || !(seesAll || notification.actingUserId === caller.userId))
    throw notFound("notification");
  return { id: notification.id, results: notification.results };
};
