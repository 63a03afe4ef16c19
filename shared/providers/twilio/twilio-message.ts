import type { MessageInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import type { Channel } from "../../api/channels.ts";
import { ownValue } from "../../kernel/foreign-names.ts";
import type { ProviderMessage, ProviderStatus } from "../provider.ts";
import { twilioDeliveryError } from "./twilio-errors.ts";

/** A message as the SDK returns it. The SDK's types declare most properties as present, but Twilio leaves several of them null. */
export type MessageResource = { [Name in keyof MessageInstance]: MessageInstance[Name] | null };

/** The prefix of an address by which Twilio names the channel. */
const prefixes: Readonly<Record<Channel, string>> = { sms: "", whatsapp: "whatsapp:" };

/** Returns the address in the form that Twilio accepts. */
export const withPrefix = (channel: Channel, address: string): string =>
  address.startsWith(prefixes[channel]) ? address : prefixes[channel] + address;

/** Removes the channel's prefix from a number. Returns every other address unchanged. */
export const withoutPrefix = (address: string): string => address.replace(/^[a-z]+:(?=\+)/, "");

/** Translates Twilio's message. Throws if a property that Twilio always sends is missing. */
export const messageOf = (resource: MessageResource): ProviderMessage => {
  const { sid, status, to, from, body, dateCreated, errorCode, errorMessage } = resource;
  if (!sid || !status || !to || !(dateCreated instanceof Date)) throw new Error("Not a message of Twilio's");
  return {
    providerMessageId: sid,
    // A status that this version does not know still shows that Twilio has the message.
    status: ownValue<ProviderStatus>(statuses, status) ?? "accepted",
    to: withoutPrefix(to),
    from: from ? withoutPrefix(from) : null,
    body: body ?? null,
    createdAt: dateCreated.toISOString(),
    price: priceOf(resource),
    error: errorCode ? twilioDeliveryError(errorCode, errorMessage) : null,
    segmentCount: Number(resource.numSegments) || null,
  };
};

/** Returns the price as a positive amount, because Twilio writes a charge as a negative one. Null until Twilio sets the price. */
export const priceOf = ({ price, priceUnit }: MessageResource): ProviderMessage["price"] =>
  price && priceUnit ? { amount: price.replace(/^-/, ""), currency: priceUnit.toUpperCase() } : null;

const statuses: Record<MessageInstance["status"], ProviderStatus> = {
  accepted: "accepted",
  scheduled: "scheduled",
  queued: "queued",
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  // Some parts of a long message have arrived. The others may still arrive.
  partially_delivered: "sent",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "canceled",
  receiving: "received",
  received: "received",
};
