import * as z from "zod";
import { providerNames } from "../../providers/manifests.ts";
import { channels } from "../channels.ts";
import { Id, Metadata, NumberInput, OnBehalfOf, Time, TimeInput, UserId } from "../common.ts";
import { NormalizedNumber } from "../operations/numbers.ts";
import { maximumBodyLength, maximumScheduleDays } from "../sizes.ts";
import { sentText, text } from "../text.ts";
import { contentSidPattern } from "../twilio-sids.ts";
import { Country } from "./country.ts";
import { HttpsUrl } from "./https-url.ts";
import { withContent } from "./message-content.ts";
import { MessageError } from "./message-error.ts";
import { PausedBy } from "./paused-by.ts";
import { ChosenTemplate, TemplateVariables } from "./template-variables.ts";

export const Channel = z.enum(channels);

export const MessageChannel = z
  .string()
  .regex(/^[a-z][a-z0-9+.-]{0,30}$/, `not a channel: ${channels.join(", ")} …`)
  .meta({
    id: "MessageChannel",
    description: `${channels.join(" or ")}; of what came in also any other that the provider names, such as messenger`,
    examples: [...channels, "messenger"],
  });

export const MessageStatus = z.enum([
  "scheduled",
  "queued",
  "sending",
  "accepted",
  "sent",
  "delivered",
  "read",
  "undelivered",
  "failed",
  "canceled",
  "suppressed",
  "expired",
  "unknown",
  "received",
]);

export const noReplies = [
  "no_reply_set",
  "provider_answers",
  "not_answerable",
  "channel_off",
  "opted_out",
  "answered_recently",
  "answered_too_often",
  "over_limit",
  "too_late",
] as const;

/** The keyword in an inbound message, and the hub's reply or the reason why there is none. */
export const MessageKeyword = z
  .object({
    action: z.enum(["stop", "start", "help", "own"]),
    word: z
      .string()
      .nullable()
      .meta({ description: "As the list has it that it was found in; null: a sentence that counts as a STOP" }),
    replyId: Id.nullable().meta({ description: "The message that answers it" }),
    noReply: z.enum(noReplies).nullable().meta({ description: "Why the hub answers nothing; null: it does, or will" }),
  })
  .meta({ id: "MessageKeyword" });

export const MessageEvent = z.object({
  at: Time,
  status: MessageStatus,
  source: z.enum(["api", "provider", "callback", "worker", "sweeper"]),
  error: MessageError.nullable().meta({ description: "What was told with this status" }),
  requestId: z.string().nullable(),
});

export const Message = z
  .object({
    id: Id,
    direction: z.enum(["outbound", "inbound"]),
    channel: MessageChannel,
    status: MessageStatus,
    isFinal: z.boolean().meta({
      description:
        "No other status is waited for. A delivered WhatsApp message is final after 72 hours without `read`; a `read` that comes later still counts",
    }),
    to: z.string(),
    from: z.string().nullable().meta({
      description:
        "A number, a short code or a sender's name. Of what came in without a number the writer's other identity, such as messenger:…; null where there is none",
    }),
    writtenAs: z.string().nullable().meta({
      description: "The other side's number as it was written, where that is an older form of it (+521… in Mexico)",
    }),
    body: z.string().nullable(),
    media: z.array(z.object({ index: z.int(), contentType: z.string().nullable(), url: z.string().nullable() })),
    template: z.object({ id: Id, variables: z.record(z.string(), z.string()) }).nullable(),
    segments: z.object({ count: z.int(), encoding: z.enum(["GSM-7", "UCS-2"]) }),
    provider: z.enum([...providerNames, "test"]),
    providerConfigId: Id.nullable(),
    providerMessageId: z.string().nullable(),
    isTest: z.boolean(),
    batchId: Id.nullable(),
    resendOf: Id.nullable(),
    userId: UserId.nullable().meta({ description: "The user whom the message concerns" }),
    actingUserId: UserId.nullable().meta({
      description:
        "The user who sent it: a token's subject, or onBehalfOf. Inbound: whose own configuration it came in at",
    }),
    keyword: MessageKeyword.nullable(),
    suspectedOptOut: z
      .boolean()
      .meta({ description: "Inbound: no keyword, and yet it reads as if the person wants no more messages" }),
    replyTo: Id.nullable().meta({ description: "The inbound message whose keyword it answers" }),
    metadata: z.record(z.string(), z.string()),
    price: z.object({ amount: z.string(), currency: z.string() }).nullable(),
    error: MessageError.nullable().meta({
      description: "Why it has the status shown; `events` keep what was told with earlier ones",
    }),
    pausedBy: PausedBy.nullable().meta({ description: "What holds it while it waits; null: nothing does" }),
    sendAt: Time.nullable(),
    createdAt: Time,
    updatedAt: Time,
    lastEventAt: Time,
    sentAt: Time.nullable(),
    deliveredAt: Time.nullable(),
    events: z.array(MessageEvent).optional(),
  })
  .meta({ id: "Message" });

/** `view=basic`: the id, direction, channel, status, sender and recipient. */
const BasicMessage = Message.pick({
  id: true,
  direction: true,
  channel: true,
  status: true,
  isFinal: true,
  to: true,
  from: true,
});
export const MessageInView = z.union([Message, BasicMessage]);

const sendFields = {
  to: NumberInput,
  country: Country.optional(),
  body: sentText(maximumBodyLength).min(1).optional(),
  template: ChosenTemplate.optional().meta({
    description: "A template of one's own, instead of a body; for WhatsApp its Content SID is taken where it has one",
  }),
  contentSid: z
    .string()
    .regex(contentSidPattern, "must be HX and 32 hexadecimal digits")
    .optional()
    .meta({ description: "A Twilio Content template, for WhatsApp outside the 24-hour window" }),
  contentVariables: TemplateVariables.optional(),
  channel: Channel.optional().meta({
    description: "Left out: the one that `to` names (`whatsapp:+1…`), else sms. One that contradicts `to` is refused",
  }),
  from: text(64).min(1).optional(),
  mediaUrls: z
    .array(HttpsUrl)
    .max(10)
    .optional()
    .meta({ description: "Passed on to the provider, never fetched here" }),
  providerConfigId: Id.optional(),
  sendAt: TimeInput.optional().meta({ description: `Later than now, at most ${maximumScheduleDays} days ahead` }),
  validitySeconds: z.int().min(1).max(36_000).optional(),
  urgent: z.boolean().default(false).meta({ description: "Not held back in quiet hours" }),
  userId: UserId.optional().meta({
    description: "The user whom the message concerns: their quiet hours hold. It does not choose a configuration",
  }),
  onBehalfOf: OnBehalfOf.optional(),
  metadata: Metadata.optional(),
};

export const SendMessage = withContent(z.strictObject(sendFields)).meta({ id: "SendMessage" });

const Segments = z.object({ count: z.int(), encoding: z.enum(["GSM-7", "UCS-2"]) });

export const MessagePreview = z
  .object({
    wouldSend: z.boolean(),
    blocked: z
      .array(z.object({ code: z.string(), message: z.string() }))
      .meta({ description: "Every reason it would not be sent, by the code a send would answer or fail with" }),
    to: NormalizedNumber,
    channel: Channel,
    provider: z.enum([...providerNames, "test"]).nullable(),
    providerConfigId: Id.nullable(),
    from: z
      .string()
      .nullable()
      .meta({ description: "A Messaging Service by its SID (MG…); null where the provider chooses" }),
    body: z.string().nullable().meta({ description: "The text as it would be sent" }),
    segments: Segments,
    offendingCharacters: z
      .array(z.object({ character: z.string(), codePoint: z.string(), count: z.int() }))
      .meta({ description: "What keeps an SMS from GSM-7 and so makes more segments of it" }),
    smartEncoding: z
      .object({ body: z.string(), segments: Segments })
      .nullable()
      .meta({ description: "The same text in GSM-7 look-alikes, where that saves segments" }),
    isOptedOut: z.boolean(),
    estimatedPrice: z
      .object({ amount: z.string(), currency: z.string() })
      .nullable()
      .meta({ description: "An estimate from a price table of this release; null where the country is not known" }),
    quietUntil: Time.nullable().meta({
      description: "It is quiet at the recipient: a message that is not urgent waits until then",
    }),
    sendAt: Time.nullable(),
    isTest: z.boolean(),
  })
  .meta({ id: "MessagePreview" });

export const ResendMessage = z
  .strictObject({
    acceptDuplicateRisk: z.boolean().default(false),
    urgent: sendFields.urgent,
  })
  .meta({ id: "ResendMessage" });
