import { messageSidPattern, messagingServiceSidPattern } from "../../api/twilio-sids.ts";
import { ownValue } from "../../kernel/foreign-names.ts";
import type { ProviderCredentials } from "../credentials.ts";
import type { ProviderWebhooks, ReceivedFromProvider, ReportedStatus, WebhookForm } from "../provider-webhooks.ts";
import { twilioDeliveryError } from "./twilio-errors.ts";
import { isSignedByTwilio } from "./twilio-signature.ts";
import { channelOf, type Party, partyOf } from "./wire/twilio-address.ts";

type Parameters = WebhookForm["parameters"];

/** What Twilio posts: https://www.twilio.com/docs/messaging/guides/webhook-request, and how it signs that. */
export const twilioWebhooks: ProviderWebhooks = {
  isSigned: ({ headers }) => signatureIn(headers) !== "",
  isProven: (form, credentials) => isProven(form, credentials),
  statusIn: ({ parameters }) => statusIn(parameters),
  receivedIn: ({ parameters }) => receivedIn(parameters),
};

const signatureIn = (headers: WebhookForm["headers"]): string => headers["x-twilio-signature"] ?? "";

/** Signed with a token of the account, and naming that account. */
const isProven = ({ url, headers, parameters }: WebhookForm, credentials: ProviderCredentials): boolean =>
  credentials.provider === "twilio" &&
  isSignedByTwilio({ url, parameters, signature: signatureIn(headers) }, [
    credentials.authToken,
    credentials.secondaryAuthToken,
  ]) &&
  parameters.AccountSid === credentials.accountSid;

/** Twilio's statuses of an outbound message, as ours: what it has queued or is sending, it has accepted. */
const statuses: Readonly<Record<string, ReportedStatus["status"]>> = {
  accepted: "accepted",
  scheduled: "accepted",
  queued: "accepted",
  sending: "accepted",
  sent: "sent",
  delivered: "delivered",
  read: "read",
  undelivered: "undelivered",
  failed: "failed",
  canceled: "canceled",
};

const statusIn = (parameters: Parameters): ReportedStatus | null => {
  const status = ownValue(statuses, parameters.MessageStatus ?? "");
  const providerMessageId = parameters.MessageSid ?? "";
  if (!status || !messageSidPattern.test(providerMessageId)) return null;
  return { channel: channelOf(parameters.To ?? ""), status, providerMessageId, error: errorIn(parameters) };
};

/** Of a code that is none of Twilio's only its sentence is kept, which is cut to a sensible length. */
const errorIn = ({ ErrorCode: code = "", ErrorMessage: message }: Parameters): ReportedStatus["error"] =>
  code === "" || code === "0" ? null : twilioDeliveryError(/^\d{1,6}$/.test(code) ? code : null, message);

/** Twilio names at most ten media. */
const maximumMedia = 10;
const mediaTypePattern = /^[\x20-\x7e]{1,255}$/;

/** An address that a row's key may be made of. */
const addressPattern = /^\P{Cc}{1,128}$/u;

const receivedIn = (parameters: Parameters): ReceivedFromProvider | null => {
  const { MessageSid: sid = "", From = "", To = "", Body: body = "", NumMedia = "0", OptOutType } = parameters;
  if (!messageSidPattern.test(sid) || !(From === "" || addressPattern.test(From)) || !addressPattern.test(To))
    return null;
  const [writer, own] = [writerIn(parameters), partyOf(To)];
  // Our own number stays as the provider writes it: it is what an answer is sent from.
  const to = own.writtenAs ?? own.party;
  const { MessagingServiceSid: service = "" } = parameters;
  const mediaCount = Math.min(maximumMedia, Number.parseInt(NumMedia, 10) || 0);
  return {
    providerMessageId: sid,
    channel: writer.channel,
    from: writer.party,
    writtenAs: writer.writtenAs,
    number: writer.number,
    isNameless: From === "",
    to,
    senders: messagingServiceSidPattern.test(service) ? [to, service] : [to],
    body,
    mediaTypes: Array.from({ length: mediaCount }, (_, index) => mediaTypeOf(parameters[`MediaContentType${index}`])),
    verdict: OptOutType,
  };
};

/**
 * Who wrote a message. Twilio leaves the number out of one from a WhatsApp user who shows a name alone; their other identity
 * (`ExternalUserId`) stands for them then, as an address of its channel.
 */
const writerIn = ({ From = "", To = "", WaId = "", ExternalUserId = "" }: Parameters): Party => {
  if (From !== "") return partyOf(From);
  const { channel } = partyOf(To);
  const prefix = channel === "sms" ? "" : `${channel}:`;
  if (/^[1-9]\d{6,14}$/.test(WaId)) return partyOf(`${prefix}+${WaId}`);
  return addressPattern.test(prefix + ExternalUserId) && ExternalUserId !== ""
    ? partyOf(prefix + ExternalUserId)
    : { channel, party: "", number: null, writtenAs: null };
};

const mediaTypeOf = (told = ""): string => (mediaTypePattern.test(told) ? told : "application/octet-stream");
