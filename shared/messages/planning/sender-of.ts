import { type Channel, traitsOf } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import { channelSendersOf, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { requireInRegion } from "../../providers/regions.ts";
import { magicSender } from "../../providers/test-mode/magic-numbers.ts";
import { withoutChannel } from "./named-channel.ts";

type Senders = Pick<StoredProviderConfig, "provider" | "channels" | "fromNumbers" | "messagingServiceSid" | "senderId">;

/**
 * Who the message comes from: `from`, else the channel's own sender, else the Messaging Service, else, where the channel has no sender of
 * its own, the first number. Only the configuration's own senders, so that a tenant cannot speak with another's number through the hub's account. Undefined: the provider chooses
 * (SNS can). Throws invalid_request for a sender that is not the configuration's, not_supported where there is none.
 */
export const senderOf = (providerConfig: Senders, channel: Channel, from: string | undefined): string | undefined => {
  const senders = sendersFor(providerConfig, channel);
  if (from !== undefined) {
    const wanted = withoutChannel(from).replace(/[\s().-]/g, "");
    const own = senders.find((sender) => isSamePerson(sender, wanted) || sender === from);
    if (own) return own;
    throw broken(rules.ownSender);
  }
  const [sender] = senders;
  if (sender || manifestOf(providerConfig.provider).senderChoice === "byProvider") return sender;
  throw new Problem("not_supported", { detail: `The provider configuration has ${missing(channel)} to send from.` });
};

/**
 * What a configuration has to send from on a channel, the one it takes by itself first. A Messaging Service may hold no sender of a channel
 * that has its own at all; the one that the configuration names is one.
 */
const sendersFor = (providerConfig: Senders, channel: Channel): string[] => {
  const { fromNumbers, messagingServiceSid, senderId } = providerConfig;
  const own = channelSendersOf(providerConfig).find((one) => one.channel === channel)?.sender ?? null;
  const shared = traitsOf(channel).sender === "numbers" ? [...fromNumbers, senderId] : [];
  return [own, messagingServiceSid, ...shared].filter((sender) => sender !== null);
};

const missing = (channel: Channel): string => {
  const { label, sender } = traitsOf(channel);
  const number = { numbers: "no number and ", own: `no ${label} number and `, service: "" }[sender];
  return `${number}no Messaging Service`;
};

/** In test mode nothing leaves the hub, so any sender will do, and there is always one. */
export const testSenderOf = (providerConfig: Senders | null, channel: Channel, from: string | undefined): string =>
  from ?? (providerConfig ? sendersFor(providerConfig, channel)[0] : undefined) ?? magicSender;

interface Wanted {
  channel: Channel;
  mediaUrls?: readonly string[] | undefined;
  contentSid?: string | undefined;
}

/** Throws not_supported where the configuration does not send on this channel, or its provider cannot send such a message. */
export const requireFit = (
  providerConfig: StoredProviderConfig,
  { channel, mediaUrls = [], contentSid }: Wanted,
): void => {
  requireChannel(providerConfig, channel);
  const { title, channels } = manifestOf(providerConfig.provider);
  const abilities = channels[channel];
  if (mediaUrls.length > 0) {
    if (!abilities?.media)
      throw new Problem("not_supported", { detail: `${title} sends no media. Leave mediaUrls out.` });
    requireInRegion(providerConfig, "media");
  }
  if (contentSid !== undefined && !abilities?.providerTemplates)
    throw new Problem("not_supported", {
      detail: `${title} keeps no templates. Send a body or a template of the hub.`,
    });
};

/** Throws not_supported where the configuration does not send on this channel. */
export const requireChannel = (providerConfig: StoredProviderConfig, channel: Channel): void => {
  requireInRegion(providerConfig, channel);
  const { channels, provider } = providerConfig;
  if (channels[channel].isEnabled && manifestOf(provider).channels[channel] !== undefined) return;
  const { label } = traitsOf(channel);
  throw new Problem("not_supported", { detail: `${label} is not enabled in the provider configuration.` });
};
