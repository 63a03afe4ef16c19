import { keyedId } from "../aws/keyed-id.ts";
import { nowIso } from "../clock.ts";
import { type MessageId, type Scope, type TenantId, tenantOfScope } from "../ids.ts";
import { segmentsOf } from "./segments.ts";
import type { StoredMessage } from "./stored-message.ts";

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

const withoutPrefix = (address: string): string => address.replace(/^whatsapp:/, "");

/** Twilio names at most ten media. */
const maximumMedia = 10;
const mediaTypePattern = /^[\x20-\x7e]{1,255}$/;

/** An inbound message's row. Its id comes from the provider's, so that a replayed webhook finds it there. */
export const receivedMessage = async ({
  scope,
  providerConfigId,
  configTenantId,
  actingUserId,
  parameters,
  requestId,
}: Received): Promise<StoredMessage> => {
  const { MessageSid = "", From = "", To = "", Body = "", NumMedia = "0" } = parameters;
  const at = nowIso();
  const segments = segmentsOf(Body);
  const mediaCount = Math.min(maximumMedia, Number.parseInt(NumMedia, 10) || 0);
  return {
    scope,
    id: (await keyedId("message", tenantOfScope(scope), "received", MessageSid)) as MessageId,
    direction: "inbound",
    channel: From.startsWith("whatsapp:") ? "whatsapp" : "sms",
    status: "received",
    isFinal: true,
    to: withoutPrefix(To),
    from: withoutPrefix(From),
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
