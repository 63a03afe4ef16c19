import { noAnswer, webhookHandler } from "../../shared/lambda/webhook-handler.ts";
import { takeMessageStatus } from "../../shared/webhooks/take-message-status.ts";

/** Twilio reports the status of one of our messages. */
export const handler = webhookHandler(async (webhook) => {
  await takeMessageStatus(webhook);
  return noAnswer();
});
