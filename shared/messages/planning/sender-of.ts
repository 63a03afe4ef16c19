import * as rules from "../../api/rules.ts";
import { broken, Problem } from "../../kernel/errors.ts";
import { isSamePerson } from "../../numbers/forms-of-number.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import { magicSender } from "../../providers/test-mode/magic-numbers.ts";

type Senders = Pick<
  StoredProviderConfig,
  "provider" | "fromNumbers" | "messagingServiceSid" | "senderId" | "whatsappNumber"
>;
type Channel = "sms" | "whatsapp";

/**
 * Who the message comes from: `from`, else for WhatsApp the number that was named for it, else the Messaging Service, else the first
 * number fit for the channel. Only the configuration's own senders, so that a tenant cannot speak with another's number through the hub's account. Undefined: the provider chooses
 * (SNS can). Throws invalid_request for a sender that is not the configuration's, not_supported where there is none.
 */
export const senderOf = (config: Senders, channel: Channel, from: string | undefined): string | undefined => {
  const senders = sendersFor(config, channel);
  if (from !== undefined) {
    const wanted = from.replace(/^whatsapp:/, "").replace(/[\s().-]/g, "");
    const own = [...senders, config.messagingServiceSid].find(
      (sender) => sender !== null && (isSamePerson(sender, wanted) || sender === from),
    );
    if (own) return own;
    throw broken(rules.ownSender);
  }
  const sender = chosenSender(config, channel);
  if (sender || config.provider === "sns") return sender;
  throw new Problem("not_supported", { detail: missing[channel] });
};

/** A Messaging Service may hold no WhatsApp sender at all; the number set for WhatsApp is one. */
const chosenSender = (config: Senders, channel: Channel): string | undefined => {
  const service = config.messagingServiceSid ?? undefined;
  const [first] = sendersFor(config, channel);
  return channel === "whatsapp" ? (first ?? service) : (service ?? first);
};

const sendersFor = (config: Senders, channel: Channel): string[] => {
  if (channel === "whatsapp") return config.whatsappNumber === null ? [] : [config.whatsappNumber];
  return [...config.fromNumbers, ...(config.senderId === null ? [] : [config.senderId])];
};

const missing: Record<Channel, string> = {
  sms: "The provider configuration has no number and no Messaging Service to send from.",
  whatsapp: "The provider configuration has no WhatsApp number and no Messaging Service to send from.",
};

/** In test mode nothing leaves the hub, so any sender will do, and there is always one. */
export const testSenderOf = (config: Senders | null, channel: Channel, from: string | undefined): string =>
  from ?? (config ? chosenSender(config, channel) : undefined) ?? magicSender;

interface Wanted {
  channel: "sms" | "whatsapp";
  mediaUrls?: readonly string[] | undefined;
  contentSid?: string | undefined;
}

/** Throws not_supported where the configuration does not send on this channel, or its provider cannot send such a message. */
export const requireFit = (config: StoredProviderConfig, { channel, mediaUrls = [], contentSid }: Wanted): void => {
  requireChannel(config, channel);
  if (config.provider === "sns" && (mediaUrls.length > 0 || contentSid !== undefined))
    throw new Problem("not_supported", { detail: "SNS sends plain SMS only: neither media nor Content templates." });
};

/** Throws not_supported where the configuration does not send on this channel. */
export const requireChannel = (config: StoredProviderConfig, channel: "sms" | "whatsapp"): void => {
  const isOn = channel === "sms" ? config.smsEnabled : config.whatsappEnabled && config.provider === "twilio";
  if (isOn) return;
  const name = channel === "sms" ? "SMS" : "WhatsApp";
  throw new Problem("not_supported", { detail: `${name} is not enabled in the provider configuration.` });
};
