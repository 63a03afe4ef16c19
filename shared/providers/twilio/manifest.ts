import type { Manifest } from "../manifest.ts";
import { twilioRegions } from "./twilio-regions.ts";

/**
 * Twilio calls a webhook once, unless the fragment of its URL asks for retries. This fragment asks for three retries if Twilio cannot
 * connect (`ct`), gets no answer in time (`rt`), or gets a 4xx or 5xx. It includes `4xx` because Lambda answers 429 at its concurrency
 * limit. Twilio neither sends nor signs the fragment.
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
