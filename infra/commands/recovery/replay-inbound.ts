import { type MessageInstance, MessageListInstance } from "twilio/lib/rest/api/v2010/account/message.js";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { TwilioRegion } from "../../../shared/providers/twilio/twilio-regions.ts";
import { apiVersion } from "../../../shared/providers/twilio/wire/sdk.ts";
import { twilioTransport } from "../../../shared/providers/twilio/wire/twilio-transport.ts";

export interface Replay {
  accountSid: string;
  authToken: string;
  /** Our number, as Twilio writes it: `whatsapp:+…` for WhatsApp. */
  to: string;
  since: Date;
  until: Date;
  /** The configuration's `webhookUrls.inbound`. */
  webhook: string;
  /** The region of the credentials. Default: us1. */
  region?: TwilioRegion | undefined;
  /** The base URL of Twilio's API. Default: the host of the region. */
  baseUrl?: string | undefined;
}

/**
 * Posts the messages that one of our numbers received to the webhook again, oldest first, as Twilio posted them. Returns the SID of each
 * and the webhook's status. A message that the hub already has changes nothing (invariant 11).
 */
export async function replayInbound(replay: Replay): Promise<{ sid: string; status: number }[]> {
  const { accountSid, authToken, region, to, since, until, baseUrl } = replay;
  const transport = twilioTransport({ accountSid, authToken, region }, { baseUrl });
  const list = MessageListInstance(apiVersion(transport), accountSid);
  const found = await list.list({ to, dateSentAfter: since, dateSentBefore: until });
  const received = found.filter(({ direction }) => direction === "inbound").reverse();
  const results = [];
  for (const message of received) {
    const media = message.numMedia === "0" ? [] : await list(message.sid).media.list();
    results.push({ sid: message.sid, status: await post(replay, formOf(message, media)) });
  }
  return results;
}

type Form = Record<string, string>;

const formOf = (message: MessageInstance, media: readonly { contentType: string }[]): Form => ({
  AccountSid: message.accountSid,
  MessageSid: message.sid,
  From: message.from,
  To: message.to,
  Body: message.body,
  NumMedia: String(media.length),
  ...Object.fromEntries(media.map(({ contentType }, index) => [`MediaContentType${index}`, contentType])),
  ...(message.messagingServiceSid ? { MessagingServiceSid: message.messagingServiceSid } : {}),
});

async function post({ webhook, authToken }: Replay, form: Form): Promise<number> {
  // A fragment sets Twilio's retries. Twilio neither sends nor signs it.
  const [url = webhook] = webhook.split("#");
  const { status } = await fetch(url, {
    method: "POST",
    headers: { "x-twilio-signature": getExpectedTwilioSignature(authToken, url, form) },
    body: new URLSearchParams(form),
  });
  return status;
}
