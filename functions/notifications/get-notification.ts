import { getNotification } from "../../shared/api/notifications.ts";
import { notFound } from "../../shared/errors.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { readNotification } from "../../shared/notifications/notification-reads.ts";

export const handler = httpHandler(getNotification, async ({ params, caller }) => {
  const notification = await readNotification(caller.scope, params.id);
  if (!notification?.results) throw notFound("notification");
  return ok({ id: notification.id, results: notification.results });
});
