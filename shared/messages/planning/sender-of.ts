import type { Channel } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { manifestOf } from "../../providers/manifests.ts";
import { requireInRegion } from "../../providers/regions.ts";
import { magicSender } from "../../providers/test-mode/magic-numbers.ts";

type Senders = Pick<
  StoredProviderConfig,
  "provider" | "fromNumbers" | "messagingServiceSid" | "senderId" | "whatsappNumber"
>;
/**
 * Who the message comes from: `from`, else for WhatsApp the number that was named for it, else the Messaging Service, else the first
 * number fit for the channel. Only the configuration's own senders, so that a tenant cannot speak with another's number through the hub's account. Undefined: the provider chooses
 * (SNS can). Throws invalid_request for a sender that is not the configuration's, not_supported where there is none.
 */
export const senderOf = (providerConfig: Senders, channel: Channel, from: string | undefined): string | undefined => {
  const senders = sendersFor(providerConfig, channel);
  if (from !== undefined) {
    const wanted = from.replace(/^whatsapp:/, "").replace(/[\s().-]/g, "");
    const own = [...senders, providerConfig.messagingServiceSid].find(
      (sender) => sender !== null && (isSamePerson(sender, wanted) || sender === from),
    );
    if (own) return own;
    throw broken(rules.ownSender);
  }
  const sender = chosenSender(providerConfig, channel);
  if (sender || manifestOf(providerConfig.provider).senderChoice === "byProvider") return sender;
  throw new Problem("not_supported", { detail: missing[channel] });
};

/** A Messaging Service may hold no WhatsApp sender at all; the number set for WhatsApp is one. */
const chosenSender = (providerConfig: Senders, channel: Channel): string | undefined => {
  const service = providerConfig.messagingServiceSid ?? undefined;
  const [first] = sendersFor(providerConfig, channel);
  return channel === "whatsapp" ? (first ?? service) : (service ?? first);
};

const sendersFor = (providerConfig: Senders, channel: Channel): string[] => {
  if (channel === "whatsapp") return providerConfig.whatsappNumber === null ? [] : [providerConfig.whatsappNumber];
  return [...providerConfig.fromNumbers, ...(providerConfig.senderId === null ? [] : [providerConfig.senderId])];
};

const missing: Record<Channel, string> = {
  sms: "The provider configuration has no number and no Messaging Service to send from.",
  whatsapp: "The provider configuration has no WhatsApp number and no Messaging Service to send from.",
};

/** In test mode nothing leaves the hub, so any sender will do, and there is always one. */
export const testSenderOf = (providerConfig: Senders | null, channel: Channel, from: string | undefined): string =>
  from ?? (providerConfig ? chosenSender(providerConfig, channel) : undefined) ?? magicSender;

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
  requireInRegion(providerConfig, channel === "sms" ? "messages" : "whatsapp");
  const isOn =
    channel === "sms"
      ? providerConfig.smsEnabled
      : providerConfig.whatsappEnabled && manifestOf(providerConfig.provider).channels.whatsapp !== undefined;
  if (isOn) return;
  const name = channel === "sms" ? "SMS" : "WhatsApp";
  throw new Problem("not_supported", { detail: `${name} is not enabled in the provider configuration.` });
};
