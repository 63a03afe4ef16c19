import type { TwilioRegion } from "../twilio-regions.ts";

/** The products of Twilio's that the hub asks, as their hosts begin. */
export const twilioProducts = ["api", "lookups", "verify", "messaging"] as const;
export type TwilioProduct = (typeof twilioProducts)[number];

/** A host outside the United States names the edge, or Twilio answers from the United States. */
const edges: Readonly<Record<TwilioRegion, string | null>> = { us1: null, ie1: "dublin", au1: "sydney" };

/** https://www.twilio.com/docs/global-infrastructure/using-the-twilio-rest-api-in-a-non-us-region */
export const twilioHost = (product: TwilioProduct, region: TwilioRegion): string => {
  const edge = edges[region];
  return edge === null ? `${product}.twilio.com` : `${product}.${edge}.${region}.twilio.com`;
};
