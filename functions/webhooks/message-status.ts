import { noAnswer, webhookHandler } from "../../shared/lambda/webhook-handler.ts";
import { takeMessageStatus } from "../../shared/webhooks/take-message-status.ts";

/** Twilio tells where one of our messages stands. */
export const handler = webhookHandler(async (webhook) => {
  await takeMessageStatus(webhook);
  return noAnswer();
});
