import { MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import { messagingServiceSidPattern } from "../../api/twilio-sids.ts";
import type { MessageSender, OutgoingMessage, SendOutcome } from "../provider.ts";
import { fetchMedia } from "./twilio-media.ts";
import { type MessageResource, messageOf, priceOf, withoutPrefix, withPrefix } from "./twilio-message.ts";
import { messagesTo } from "./twilio-message-list.ts";
import { apiVersion } from "./wire/sdk.ts";
import { asking, askingFor, sendOutcomeOf } from "./wire/twilio-failure.ts";
import type { TwilioTransport } from "./wire/twilio-transport.ts";

/** Sends and reads messages through Twilio's Programmable Messaging API: https://www.twilio.com/docs/messaging/api/message-resource */
export const twilioMessages = (transport: TwilioTransport): MessageSender => {
  const messages = MessageListInstance(apiVersion(transport), transport.accountSid);
  return {
    send: async (message) => {
      try {
        return outcomeOf(await messages.create(creation(message)));
      } catch (failure) {
        return sendOutcomeOf(failure);
      }
    },
    fetch: async (sid) => {
      const resource = await askingFor(() => messages(sid).fetch());
      return resource && asking(async () => messageOf(resource));
    },
    list: (query) => asking(() => messagesTo(messages, query)),
    redact: (sid) =>
      asking(async () => {
        await messages(sid).update({ body: "" });
        const media = await messages(sid).media.list({ limit: 20 });
        for (const { sid: mediaSid } of media) await messages(sid).media(mediaSid).remove();
      }),
    media: async (sid, index, maximumBytes) => fetchMedia(transport, messages(sid).media, { sid, index, maximumBytes }),
  };
};

const creation = (message: OutgoingMessage) => ({
  to: withPrefix(message.channel, message.to),
  ...(message.body === "" ? {} : { body: message.body }),
  ...(message.content === undefined
    ? {}
    : { contentSid: message.content.sid, contentVariables: JSON.stringify(message.content.variables) }),
  ...(message.mediaUrls.length === 0 ? {} : { mediaUrl: [...message.mediaUrls] }),
  ...senderOf(message),
  ...(message.validitySeconds === undefined ? {} : { validityPeriod: message.validitySeconds }),
  ...(message.statusCallbackUrl === undefined ? {} : { statusCallback: message.statusCallbackUrl }),
});

const senderOf = ({ channel, from }: OutgoingMessage) => {
  if (from === null) return {};
  return messagingServiceSidPattern.test(from) ? { messagingServiceSid: from } : { from: withPrefix(channel, from) };
};

const outcomeOf = (created: MessageResource): SendOutcome => {
  const { sid, status, from } = created;
  if (typeof sid !== "string" || !/^(SM|MM)/.test(sid)) {
    return { kind: "unknown", cause: "Twilio's answer names no message" };
  }
  const price = priceOf(created);
  return {
    kind: "accepted",
    providerMessageId: sid,
    status: status === "accepted" || status === "sent" ? status : "queued",
    ...(from ? { from: withoutPrefix(from) } : {}),
    ...(price ? { price } : {}),
  };
};
