import { notifyUser } from "../../shared/api/operations/notifications.ts";
import { created } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { notify } from "../../shared/notifications/notify.ts";

export const handler = httpHandler(notifyUser, async ({ body, caller, idempotencyKey }) => {
  const { notification, replayed } = await notify(caller, body, idempotencyKey);
  return created(notification, replayed);
});
