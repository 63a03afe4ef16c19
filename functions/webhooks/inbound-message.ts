import { emptyTwiml, webhookHandler } from "../../shared/lambda/webhook-handler.ts";
import { takeInboundMessage } from "../../shared/webhooks/take-inbound-message.ts";

/** Twilio reports a message to one of our numbers. The answer is always empty: a worker sends any reply as a message. */
export const handler = webhookHandler(async (webhook) => {
  await takeInboundMessage(webhook);
  return emptyTwiml();
});
