import { parsePhoneNumberFromString } from "libphonenumber-js/max";
import { numberOf } from "../../wire/address.ts";
import { contentTypeOf, mediaUri } from "../messages/media.ts";
import type { Message } from "../messages/message.ts";
import type { InboundMessage } from "./inbound-message.ts";

/** The parameters that Twilio posts for an inbound message. `baseUrl` is the base of its media URLs. */
export function inboundParams(baseUrl: string, message: Message, inbound: InboundMessage): Record<string, string> {
  const media = [
    ...message.media.map((item) => ({ url: baseUrl + mediaUri(message, item), type: item.contentType })),
    ...inbound.mediaUrls.map((url) => ({ url, type: contentTypeOf(url) })),
  ];
  const params: Record<string, string> = {
    AccountSid: message.accountSid,
    ApiVersion: "2010-04-01",
    Body: message.body,
    From: inbound.from,
    MessageSid: message.sid,
    NumMedia: String(media.length),
    NumSegments: String(message.segments),
    SmsMessageSid: message.sid,
    SmsSid: message.sid,
    SmsStatus: "received",
    To: message.to,
    ...(message.to.startsWith("whatsapp:") ? whatsAppParams(inbound) : geoParams(inbound)),
  };
  media.forEach(({ url, type }, index) => {
    params[`MediaUrl${index}`] = url;
    params[`MediaContentType${index}`] = type;
  });
  if (message.messagingServiceSid !== null) params.MessagingServiceSid = message.messagingServiceSid;
  if (inbound.optOutType !== undefined) params.OptOutType = inbound.optOutType;
  return { ...params, ...inbound.params };
}

/** Twilio also sends parameters that it has no value for. They are empty, and part of the signature. */
function geoParams({ from, to }: InboundMessage): Record<string, string> {
  const country = (number: string) => parsePhoneNumberFromString(number)?.country ?? "";
  const blank = { FromCity: "", FromState: "", FromZip: "", ToCity: "", ToState: "", ToZip: "" };
  return { ...blank, FromCountry: country(from), ToCountry: country(to) };
}

function whatsAppParams({ from, profileName, media, mediaUrls }: InboundMessage): Record<string, string> {
  return {
    ChannelMetadata: JSON.stringify({ type: "whatsapp", data: { context: { ProfileName: profileName ?? "" } } }),
    MessageType: media.length + mediaUrls.length > 0 ? "image" : "text",
    ProfileName: profileName ?? "",
    ReferralNumMedia: "0",
    WaId: numberOf(from).replace("+", ""),
  };
}
