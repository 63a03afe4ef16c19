import type { MessageInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import type { Channel } from "../../api/channels.ts";
import { ownValue } from "../../kernel/foreign-names.ts";
import type { ProviderMessage, ProviderStatus } from "../provider.ts";
import { twilioDeliveryError } from "./twilio-errors.ts";

/** The SDK's instance says of most properties that they are there; Twilio leaves several of them null. */
export type MessageResource = { [Name in keyof MessageInstance]: MessageInstance[Name] | null };

/** What Twilio writes before an address to name its channel. */
const prefixes: Readonly<Record<Channel, string>> = { sms: "", whatsapp: "whatsapp:" };

/** An address as Twilio takes it. */
export const withPrefix = (channel: Channel, address: string): string =>
  address.startsWith(prefixes[channel]) ? address : prefixes[channel] + address;

/** A number without what names its channel; every other address as it is. */
export const withoutPrefix = (address: string): string => address.replace(/^[a-z]+:(?=\+)/, "");

/** Twilio's message as ours. Throws where a property that Twilio always sends is missing. */
export const messageOf = (resource: MessageResource): ProviderMessage => {
  const { sid, status, to, from, body, dateCreated, errorCode, errorMessage } = resource;
  if (!sid || !status || !to || !(dateCreated instanceof Date)) throw new Error("Not a message of Twilio's");
  return {
    providerMessageId: sid,
    // Of a status that Twilio added since we know that Twilio has the message.
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

/** Twilio quotes what is charged as a negative amount. It is null until the message has its price. */
export const priceOf = ({ price, priceUnit }: MessageResource): ProviderMessage["price"] =>
  price && priceUnit ? { amount: price.replace(/^-/, ""), currency: priceUnit.toUpperCase() } : null;

const statuses: Record<MessageInstance["status"], ProviderStatus> = {
  accepted: "accepted",
  scheduled: "scheduled",
  queued: "queued",
  sending: "sending",
  sent: "sent",
  delivered: "delivered",
  // Some parts of a long message arrived; the rest may still come.
  partially_delivered: "sent",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "canceled",
  receiving: "received",
  received: "received",
};
