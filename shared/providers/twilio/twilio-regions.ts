import type { RegionalProduct, Regions } from "../manifest.ts";

/**
 * An auth token or an API key is valid in only one region:
 * https://www.twilio.com/docs/global-infrastructure/manage-regional-api-credentials
 */
export const twilioRegionNames = ["us1", "ie1", "au1"] as const;
export type TwilioRegion = (typeof twilioRegionNames)[number];

/** The region of credentials that name none. */
export const homeRegion = "us1" satisfies TwilioRegion;

/**
 * The products of each region: https://www.twilio.com/docs/global-infrastructure/regional-product-and-feature-availability. For messages in
 * Ireland: https://www.twilio.com/docs/global-infrastructure/messaging-eu-feature-availability
 */
const products = {
  us1: ["sms", "media", "whatsapp", "lookups", "calls", "verifications", "numbers"],
  // Ireland has SMS, without MMS and WhatsApp. Its only Verify channel is Silent Network Auth, which sends no code.
  ie1: ["sms", "lookups", "calls", "numbers"],
  // Australia has only voice, and the numbers for it.
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
