import { type Channel, isChannel, usualChannel } from "../../../api/channels.ts";
import { e164Pattern } from "../../../api/common.ts";
import { currentForm } from "../../../numbers/forms-of-number.ts";

export interface Party {
  /** `sms` without a prefix, else the prefix: `whatsapp`, `rcs`, `messenger`, and whatever Twilio adds. */
  channel: string;
  /** A number as today's plan writes it, a short code or a sender's name; of another channel's own identity the whole address. */
  party: string;
  /** The number, where the address is one. */
  number: string | null;
  /** The number as it was written, where that is an older form. */
  writtenAs: string | null;
}

/** A scheme (RFC 3986) of a sensible length. */
const prefixed = /^([a-z][a-z0-9+.-]{0,30}):(.+)$/iu;

/** Who is meant by an address of Twilio's: https://www.twilio.com/docs/messaging/channels */
export const partyOf = (address: string): Party => {
  const [, prefix = "sms", rest = address] = prefixed.exec(address) ?? [];
  const channel = prefix.toLowerCase();
  if (!e164Pattern.test(rest)) return { channel, party: address, number: null, writtenAs: null };
  const number = currentForm(rest);
  return { channel, party: number, number, writtenAs: number === rest ? null : rest };
};

/** By which of our channels Twilio sent to an address. */
export const channelOf = (address: string): Channel => {
  const { channel } = partyOf(address);
  return isChannel(channel) ? channel : usualChannel;
};
