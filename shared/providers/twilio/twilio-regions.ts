import type { RegionalProduct, Regions } from "../manifest.ts";

/** An auth token and an API key are valid in one region alone: https://www.twilio.com/docs/global-infrastructure/manage-regional-api-credentials */
export const twilioRegionNames = ["us1", "ie1", "au1"] as const;
export type TwilioRegion = (typeof twilioRegionNames)[number];

/** The region of credentials that name none. */
export const homeRegion = "us1" satisfies TwilioRegion;

/**
 * What Twilio has where: https://www.twilio.com/docs/global-infrastructure/regional-product-and-feature-availability, and of messages in
 * Ireland: https://www.twilio.com/docs/global-infrastructure/messaging-eu-feature-availability
 */
const products = {
  us1: ["sms", "media", "whatsapp", "lookups", "calls", "verifications", "numbers"],
  // SMS, without MMS and WhatsApp. Of Verify it has Silent Network Auth, which sends no code.
  ie1: ["sms", "lookups", "calls", "numbers"],
  // Voice, and the numbers for it.
  au1: ["calls", "numbers"],
} as const satisfies Readonly<Record<TwilioRegion, readonly RegionalProduct[]>>;

export const twilioRegions: Regions = {
  home: homeRegion,
  products,
  productNames: {
    sms: "Programmable Messaging",
    media: "MMS",
    whatsapp: "WhatsApp",
    lookups: "Lookup",
    calls: "Programmable Voice",
    verifications: "Verify",
    numbers: "Phone Numbers",
  },
};
