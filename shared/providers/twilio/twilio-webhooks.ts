import { messageSidPattern, messagingServiceSidPattern } from "../../api/twilio-sids.ts";
import { ownValue } from "../../kernel/foreign-names.ts";
import type { ProviderCredentials } from "../credentials.ts";
import type { ProviderWebhooks, ReceivedFromProvider, ReportedStatus, WebhookForm } from "../provider-webhooks.ts";
import { twilioDeliveryError } from "./twilio-errors.ts";
import { isSignedByTwilio } from "./twilio-signature.ts";
import { channelOf, type Party, partyOf } from "./wire/twilio-address.ts";

type Parameters = WebhookForm["parameters"];

/** Reads the forms that Twilio posts, and checks their signature: https://www.twilio.com/docs/messaging/guides/webhook-request */
export const twilioWebhooks: ProviderWebhooks = {
  isSigned: ({ headers }) => signatureIn(headers) !== "",
  isProven: (form, credentials) => isProven(form, credentials),
  statusIn: ({ parameters }) => statusIn(parameters),
  receivedIn: ({ parameters }) => receivedIn(parameters),
};

const signatureIn = (headers: WebhookForm["headers"]): string => headers["x-twilio-signature"] ?? "";

/** True if the form is signed with a token of the account and names that account. */
const isProven = ({ url, headers, parameters }: WebhookForm, credentials: ProviderCredentials): boolean =>
  credentials.provider === "twilio" &&
  isSignedByTwilio({ url, parameters, signature: signatureIn(headers) }, [
    credentials.authToken,
    credentials.secondaryAuthToken,
  ]) &&
  parameters.AccountSid === credentials.accountSid;

/** Maps Twilio's statuses of an outbound message to ours. A message that Twilio has queued or is sending counts as accepted. */
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

/** If the code does not have the form of a Twilio code, keeps only the message, shortened. */
const errorIn = ({ ErrorCode: code = "", ErrorMessage: message }: Parameters): ReportedStatus["error"] =>
  code === "" || code === "0" ? null : twilioDeliveryError(/^\d{1,6}$/.test(code) ? code : null, message);

/** Twilio names at most ten media. */
const maximumMedia = 10;
const mediaTypePattern = /^[\x20-\x7e]{1,255}$/;

/** An address that can be part of a row's key. */
const addressPattern = /^\P{Cc}{1,128}$/u;

const receivedIn = (parameters: Parameters): ReceivedFromProvider | null => {
  const { MessageSid: sid = "", From = "", To = "", Body: body = "", NumMedia = "0", OptOutType } = parameters;
  if (!messageSidPattern.test(sid) || !(From === "" || addressPattern.test(From)) || !addressPattern.test(To))
    return null;
  const [writer, own] = [writerIn(parameters), partyOf(To)];
  // Our own number keeps the provider's form, because a reply is sent from it.
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
 * Returns the writer of a message. Twilio leaves `From` empty for a WhatsApp user who shows only a name. The writer is then the number in
 * `WaId`, or else `ExternalUserId` as an address of the channel.
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
