import smartEncodingMap from "sms-segments-calculator/dist/libs/SmartEncodingMap.js";
import { type Channel, traitsOf } from "../api/channels.ts";
import { maximumBodyLength } from "../api/sizes.ts";
import { isUnseenText } from "../kernel/characters.ts";
import { segmentsOf } from "./segments.ts";

/**
 * Replaces characters such as curly quotes, dashes and exotic spaces by GSM-7 characters that look alike, as Twilio's Smart Encoding does:
 * https://www.twilio.com/docs/messaging/services#smart-encoding. A single curly quote can turn 3 segments into 7. If the replacement saves
 * no segment, or gives a text that cannot be sent, the text stays unchanged.
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

/** The replacement can lengthen the text (… becomes three dots) or leave nothing of it, because characters without a width disappear. */
const isSendable = (plain: string): boolean => !isUnseenText(plain) && plain.length <= maximumBodyLength;

const map: Readonly<Record<string, string>> =
  "default" in smartEncodingMap ? Object(smartEncodingMap.default) : Object(smartEncodingMap);
