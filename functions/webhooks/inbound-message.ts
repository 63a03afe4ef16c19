import { emptyTwiml, webhookHandler } from "../../shared/lambda/webhook-handler.ts";
import { takeInboundMessage } from "../../shared/webhooks/take-inbound-message.ts";

/** Twilio tells of a message to one of our numbers; what is to be answered is decided elsewhere. */
export const handler = webhookHandler(async (webhook) => {
  await takeInboundMessage(webhook);
  return emptyTwiml();
});
