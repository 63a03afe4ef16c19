import { getNotification } from "../../shared/api/operations/notifications.ts";
import { ok } from "../../shared/lambda/answers.ts";
import { httpHandler } from "../../shared/lambda/http-handler.ts";
import { visibleNotification } from "../../shared/notifications/visible-notification.ts";

export const handler = httpHandler(getNotification, async ({ params, caller }) =>
  ok(await visibleNotification(caller, params.id)),
);
