import { type Channel, isChannel, usualChannel } from "../../../api/channels.ts";
import { e164Pattern } from "../../../api/common.ts";
import { currentForm } from "../../../numbers/forms-of-number.ts";

export interface Party {
  /** `sms` if the address has no prefix, else the prefix: `whatsapp`, `rcs`, `messenger`, or one that Twilio adds later. */
  channel: string;
  /** A number in the current numbering plan, a short code or a sender's name. For an identity of another channel, the whole address. */
  party: string;
  /** The number. Null: the address is not a number. */
  number: string | null;
  /** The number as Twilio wrote it, if that is an older form. Null: it is the current form. */
  writtenAs: string | null;
}

/** A URI scheme (RFC 3986) of at most 31 characters as the prefix. */
const prefixed = /^([a-z][a-z0-9+.-]{0,30}):(.+)$/iu;

/** Parses an address of Twilio's: https://www.twilio.com/docs/messaging/channels */
export const partyOf = (address: string): Party => {
  const [, prefix = "sms", rest = address] = prefixed.exec(address) ?? [];
  const channel = prefix.toLowerCase();
  if (!e164Pattern.test(rest)) return { channel, party: address, number: null, writtenAs: null };
  const number = currentForm(rest);
  return { channel, party: number, number, writtenAs: number === rest ? null : rest };
};

/** Returns the channel of an address. If we do not have its channel, returns the usual one. */
export const channelOf = (address: string): Channel => {
  const { channel } = partyOf(address);
  return isChannel(channel) ? channel : usualChannel;
};
