import smartEncodingMap from "sms-segments-calculator/dist/libs/SmartEncodingMap.js";
import { type Channel, traitsOf } from "../api/channels.ts";
import { maximumBodyLength } from "../api/sizes.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { segmentsOf } from "./segments.ts";

/**
 * Puts GSM-7 characters in the place of those that look alike (curly quotes, dashes, exotic spaces), as Twilio's Smart Encoding does:
 * https://www.twilio.com/docs/messaging/services#smart-encoding. One curly quote makes 7 segments of 3. Where that saves no segment, or what
 * comes of it could not be sent, the text stays as it was written.
 */
export const smartEncoded = (body: string): string => {
  const plain = inLookAlikes(body);
  return plain !== body && isSendable(plain) && segmentsOf(plain).count < segmentsOf(body).count ? plain : body;
};

/** A text as a configuration sends it: in look-alikes where it wants those and the channel counts segments. */
export const bodyFor = <Body extends string | undefined>(
  providerConfig: { smartEncoding: boolean } | null,
  { channel, body }: { channel: Channel; body: Body },
): Body | string =>
  providerConfig?.smartEncoding && traitsOf(channel).hasSegments && body !== undefined ? smartEncoded(body) : body;

const inLookAlikes = (body: string): string => [...body].map((character) => map[character] ?? character).join("");

/** Some characters become several (… is three dots, a no-break space two spaces), and those without a width become none. */
const isSendable = (plain: string): boolean => !isUnseenText(plain) && plain.length <= maximumBodyLength;

const map: Readonly<Record<string, string>> =
  "default" in smartEncodingMap ? Object(smartEncodingMap.default) : Object(smartEncodingMap);
