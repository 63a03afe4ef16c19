import type { TwilioRegion } from "../twilio-regions.ts";

/** The Twilio products that the hub calls. Each name is the first part of the product's host. */
export const twilioProducts = ["api", "lookups", "verify", "messaging"] as const;
export type TwilioProduct = (typeof twilioProducts)[number];

/** The edge in each region's host. A host outside the United States must name it, or Twilio answers from the United States. */
const edges: Readonly<Record<TwilioRegion, string | null>> = { us1: null, ie1: "dublin", au1: "sydney" };

/** https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region */
export const twilioHost = (product: TwilioProduct, region: TwilioRegion): string => {
  const edge = edges[region];
  return edge === null ? `${product}.twilio.com` : `${product}.${edge}.${region}.twilio.com`;
};
