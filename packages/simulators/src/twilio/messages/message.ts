import { rfc2822, rfc2822OrNull } from "../dates.ts";
import type { WebhookAnswer } from "../webhooks/webhook-sender.ts";

/** The statuses, in the order in which a message goes through them. */
export const messageStatuses = [
  "accepted",
  "scheduled",
  "queued",
  "sending",
  "sent",
  "failed",
  "delivered",
  "undelivered",
  "partially_delivered",
  "read",
  "canceled",
  "receiving",
  "received",
] as const;

export type MessageStatus = (typeof messageStatuses)[number];

/** One status callback and the hub's answer. */
export type SentCallback = { status: MessageStatus; at: string; url: string; answer: WebhookAnswer };

export type Media = { sid: string; contentType: string; content: Uint8Array; dateCreated: Date };

export type Message = {
  sid: string;
  accountSid: string;
  messagingServiceSid: string | null;
  direction: "inbound" | "outbound-api";
  from: string | null;
  to: string;
  body: string;
  status: MessageStatus;
  segments: number;
  media: Media[];
  price: string | null;
  errorCode: number | null;
  errorMessage: string | null;
  dateCreated: Date;
  dateUpdated: Date;
  dateSent: Date | null;
  sendAt: Date | null;
  statusCallback: string | null;
  callbacks: SentCallback[];
  isDeleted: boolean;
  /** WhatsApp does not deliver it: the person has not written in the last 24 hours. */
  isOutsideWindow: boolean;
  /** A test sends its callbacks from now on, so it no longer moves by itself. */
  isByHand: boolean;
};

export function messageUri(message: Pick<Message, "accountSid" | "sid">): string {
  return `/2010-04-01/Accounts/${message.accountSid}/Messages/${message.sid}`;
}

export function messageResource(message: Message) {
  return {
    body: message.body,
    num_segments: String(message.segments),
    direction: message.direction,
    from: message.from,
    to: message.to,
    date_updated: rfc2822(message.dateUpdated),
    price: message.price,
    error_message: message.errorMessage,
    uri: `${messageUri(message)}.json`,
    account_sid: message.accountSid,
    num_media: String(message.media.length),
    status: message.status,
    messaging_service_sid: message.messagingServiceSid,
    sid: message.sid,
    date_sent: rfc2822OrNull(message.dateSent),
    date_created: rfc2822(message.dateCreated),
    error_code: message.errorCode,
    price_unit: "USD",
    api_version: "2010-04-01",
    subresource_uris: { media: `${messageUri(message)}/Media.json` },
  };
}
