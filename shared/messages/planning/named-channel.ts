import { type Channel, channels, traitsOf, usualChannel } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import { broken } from "../../kernel/errors.ts";

const channelsByScheme: ReadonlyMap<string, Channel> = new Map(
  channels.flatMap((channel) => traitsOf(channel).schemes.map((scheme) => [scheme, channel] as const)),
);

/** Channels of other services, as addresses name them. */
const others = new Set(["rcs", "messenger", "facebook", "instagram", "telegram", "viber", "line", "signal", "mms"]);

const prefix = /^[\s\p{Cf}]*([a-z]{2,12})\s*:/iu;

/** The channel that an address names by its prefix (`whatsapp:+34…`, `sms:+34…`); `other`: one the hub does not send on; null: none. */
export const namedChannel = (address: string): Channel | "other" | null => {
  const [, named = ""] = prefix.exec(address) ?? [];
  const name = named.toLowerCase();
  return channelsByScheme.get(name) ?? (others.has(name) ? "other" : null);
};

/** An address without its channel. */
export const withoutChannel = (address: string): string =>
  namedChannel(address) === null ? address : address.replace(prefix, "");

interface Addressed {
  to: string;
  from?: string | undefined;
  channel?: Channel | undefined;
}

/**
 * The channel a message goes over: the one that was asked for, else the one that its addresses name, else the usual one. Throws
 * invalid_request where they contradict each other, for a WhatsApp message must not go out as an SMS.
 */
export const channelOfAddresses = ({ to, from, channel }: Addressed): Channel => {
  const ofTo = namedChannel(to);
  if (ofTo === "other") throw broken(rules.noSuchChannel);
  const ofFrom = from === undefined ? null : namedChannel(from);
  const wanted = channel ?? ofTo ?? (ofFrom === "other" ? null : ofFrom) ?? usualChannel;
  if (ofTo !== null && ofTo !== wanted) throw broken(rules.otherChannel, { more: wanted });
  if (ofFrom !== null && ofFrom !== wanted) throw broken(rules.senderOfOtherChannel, { more: wanted });
  return wanted;
};

/** A request with the channel that it means. Throws what channelOfAddresses throws. */
export const withChannel = <Request extends Addressed>(request: Request): Request & { channel: Channel } => ({
  ...request,
  channel: channelOfAddresses(request),
  to: withoutChannel(request.to),
});

/** What a request for a code asks for; undefined: nothing. Throws what channelOfAddresses throws. */
export const channelOfCode = <Asked extends string>({ to, channel }: { to: string; channel?: Asked | undefined }) => {
  const named = namedChannel(to);
  if (named === "other") throw broken(rules.noSuchChannel);
  if (named !== null && channel !== undefined && named !== channel) throw broken(rules.otherChannel, { more: channel });
  return channel ?? named ?? undefined;
};
