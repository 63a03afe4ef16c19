import { keyedId } from "../../aws/hash-key.ts";
import { nowIso } from "../../kernel/clock.ts";
import { type MessageId, type Scope, type TenantId, tenantOfScope } from "../../kernel/ids.ts";
import { type Party, partyOf } from "../../providers/twilio/wire/twilio-address.ts";
import { segmentsOf } from "../../text/segments.ts";
import type { StoredMessage } from "../stored-message.ts";

interface Received {
  scope: Scope;
  providerConfigId: string;
  configTenantId: TenantId;
  /** The user whose own configuration it came in at. */
  actingUserId: string | undefined;
  /** Twilio's form, proven to be Twilio's: https://www.twilio.com/docs/messaging/guides/webhook-request */
  parameters: Readonly<Record<string, string>>;
  requestId: string;
}

/** Twilio names at most ten media. */
const maximumMedia = 10;
const mediaTypePattern = /^[\x20-\x7e]{1,255}$/;

/** An address that a row's key may be made of. */
export const addressPattern = /^\P{Cc}{1,128}$/u;

/**
 * Who wrote a message. Twilio leaves the number out of one from a WhatsApp user who shows a name alone; their other identity
 * (`ExternalUserId`) stands for them then, as an address of its channel.
 */
export const writerOf = ({ From = "", To = "", WaId = "", ExternalUserId = "" }: Received["parameters"]): Party => {
  if (From !== "") return partyOf(From);
  const { channel } = partyOf(To);
  const prefix = channel === "sms" ? "" : `${channel}:`;
  if (/^[1-9]\d{6,14}$/.test(WaId)) return partyOf(`${prefix}+${WaId}`);
  return addressPattern.test(prefix + ExternalUserId) && ExternalUserId !== ""
    ? partyOf(prefix + ExternalUserId)
    : { channel, party: "", number: null, writtenAs: null };
};

/** A received message's id comes from the provider's, so that a replayed webhook finds it. */
export const receivedId = async (scope: Scope, messageSid: string): Promise<MessageId> =>
  (await keyedId("message", tenantOfScope(scope), "received", messageSid)) as MessageId;

/** An inbound message's row. */
export const receivedMessage = async ({
  scope,
  providerConfigId,
  configTenantId,
  actingUserId,
  parameters,
  requestId,
}: Received): Promise<StoredMessage> => {
  const { MessageSid = "", To = "", Body = "", NumMedia = "0" } = parameters;
  const at = nowIso();
  const segments = segmentsOf(Body);
  const [from, own] = [writerOf(parameters), partyOf(To)];
  const mediaCount = Math.min(maximumMedia, Number.parseInt(NumMedia, 10) || 0);
  return {
    scope,
    id: await receivedId(scope, MessageSid),
    direction: "inbound",
    channel: from.channel,
    status: "received",
    isFinal: true,
    // Our own number stays as the provider writes it: it is what an answer is sent from.
    to: own.writtenAs ?? own.party,
    ...(from.party === "" ? {} : { from: from.party }),
    ...(from.writtenAs === null ? {} : { writtenAs: from.writtenAs }),
    body: Body,
    mediaUrls: [],
    mediaTypes: Array.from({ length: mediaCount }, (_, index) => mediaTypeOf(parameters[`MediaContentType${index}`])),
    segmentCount: segments.count,
    encoding: segments.encoding,
    provider: "twilio",
    providerConfigId,
    configTenantId,
    ...(actingUserId === undefined ? {} : { actingUserId }),
    providerMessageId: MessageSid,
    isTest: false,
    metadata: {},
    createdAt: at,
    updatedAt: at,
    lastEventAt: at,
    events: { received: { at, source: "callback", requestId } },
    validUntil: 0,
    attempts: 0,
    requestId,
  };
};

const mediaTypeOf = (told = ""): string => (mediaTypePattern.test(told) ? told : "application/octet-stream");
