import type { Manifest } from "../manifest.ts";
import { twilioRegions } from "./twilio-regions.ts";

/**
 * Twilio calls a webhook once unless its URL's fragment asks for more: three times again where it could not reach us, waited in vain, or
 * we failed. `4xx` because Lambda turns webhooks away with 429 while all that may run at once do. The fragment is not sent and not signed.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
 */
export const webhookRetries = "#rc=3&rp=ct,rt,4xx,5xx";

/** https://www.twilio.com/docs/messaging */
export const twilio: Manifest = {
  title: "Twilio",
  channels: {
    sms: { media: true, providerTemplates: true },
    whatsapp: { media: true, providerTemplates: true },
  },
  reports: "callbacks",
  webhookUrlSuffix: webhookRetries,
  senderChoice: "named",
  listsSenders: true,
  looksUp: true,
  calls: true,
  verifies: true,
  optOuts: { scope: "sender", toldBy: "webhooks" },
  // https://www.twilio.com/docs/messaging/features/opt-out-keywords
  answersKeywordsOn: ["sms"],
  usesExternalId: false,
  regions: twilioRegions,
};
