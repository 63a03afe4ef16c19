import * as z from "zod";
import { providerNames } from "../../providers/manifests.ts";
import { E164, Id, Name, Time, UserId } from "../common.ts";
import { messagingServiceSidPattern, verifyServiceSidPattern } from "../twilio-sids.ts";
import { NewProviderChannels, ProviderChannelChanges, ProviderChannels } from "./channel-schemas.ts";
import { decimal } from "./decimal.ts";
import { Credentials } from "./provider-credential-schemas.ts";

const messagesPerSecond = decimal(0.01, 1000, 0.01);

/** SNS sender IDs: 1–11 letters and digits with at least one letter. */
const SenderId = z
  .string()
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9]{1,11}$/, "must be 1 to 11 letters and digits, a letter among them");
const MessagingServiceSid = z.string().regex(messagingServiceSidPattern, "must be MG and 32 hexadecimal digits");
const VerifyServiceSid = z.string().regex(verifyServiceSidPattern, "must be VA and 32 hexadecimal digits");

/** One word or a few. shared/keywords decides which spellings match. */
const Word = z.string().min(1).max(30);
const Words = z.array(Word).max(20);
/** At most about three segments. */
const ReplyText = z.string().min(1).max(480);

const Keywords = z
  .strictObject({ stop: Words.default([]), start: Words.default([]), help: Words.default([]) })
  .meta({ id: "Keywords", description: "Words that count beside the built-in ones, in any spelling" });

const KeywordReplies = z
  .strictObject({
    stop: ReplyText.nullable()
      .default(null)
      .meta({ description: "Confirms a STOP, and passes the opt-out that it made" }),
    start: ReplyText.nullable().default(null),
    help: ReplyText.nullable().default(null),
    words: z
      .array(z.strictObject({ words: z.array(Word).min(1).max(10), body: ReplyText }))
      .max(20)
      .default([])
      .meta({ description: "Words of your own, and what each is answered with" }),
  })
  .meta({
    id: "KeywordReplies",
    description:
      "What the hub answers a keyword with; null: nothing. Once an hour to the same person, and ten times a day in all",
  });

const SuspectedOptOuts = z
  .enum(["flag", "optOut"])
  .meta({ description: "A sentence that reads like a STOP is flagged on its message, or counts as a STOP" });

const ProviderAnswers = z.boolean().meta({
  description:
    "Twilio answers STOP, START and HELP on SMS itself, and the hub leaves those to it. False: it does not (a short code), and the hub answers",
});

export const ProviderName = z.enum(providerNames);

export const ProviderConfig = z
  .object({
    id: Id,
    name: z.string(),
    provider: ProviderName,
    ownerUserId: UserId.nullable(),
    isDefault: z.boolean(),
    isActive: z.boolean(),
    testMode: z.boolean(),
    verified: z.boolean(),
    verifiedAt: Time.nullable(),
    channels: ProviderChannels,
    fromNumbers: z.array(E164),
    messagingServiceSid: z.string().nullable(),
    verifyServiceSid: z.string().nullable(),
    senderId: z.string().nullable(),
    smsType: z.enum(["Promotional", "Transactional"]),
    maxPriceUsd: z.string().nullable(),
    messagesPerSecond: z.number().nullable(),
    smartEncoding: z.boolean(),
    failoverConfigId: Id.nullable(),
    lookupCacheDays: z.int(),
    keywords: Keywords,
    replies: KeywordReplies,
    providerAnswers: ProviderAnswers,
    suspectedOptOuts: SuspectedOptOuts,
    hasCredentials: z.boolean(),
    accountSidLast4: z.string().nullable(),
    region: z.string().nullable().meta({
      description:
        "The region of the credentials: Twilio's `us1`, `ie1` or `au1`, or the AWS region that SNS sends from. Null without credentials",
    }),
    externalId: z
      .string()
      .nullable()
      .meta({ description: "SNS: what the tenant's role must demand as sts:ExternalId" }),
    webhookUrls: z.object({
      inbound: z.string().nullable(),
      status: z.string().nullable(),
      voice: z.string().nullable(),
    }),
    health: z.object({
      status: z.enum(["unknown", "healthy", "unhealthy"]),
      lastError: z.string().nullable(),
      lastInboundAt: Time.nullable().meta({
        description:
          "When an inbound message last came in. It may be up to five minutes old, for it is noted once in five minutes",
      }),
      lastStatusCallbackAt: Time.nullable().meta({
        description:
          "When a status last came in. It may be up to five minutes old, for it is noted once in five minutes",
      }),
    }),
    createdAt: Time,
    updatedAt: Time,
  })
  .meta({ id: "ProviderConfig" });

const BasicProviderConfig = ProviderConfig.pick({
  id: true,
  name: true,
  provider: true,
  isDefault: true,
  isActive: true,
});
export const ProviderConfigInView = z.union([ProviderConfig, BasicProviderConfig]);

const changeable = {
  name: Name,
  isDefault: z.boolean(),
  isActive: z.boolean(),
  testMode: z.boolean(),
  channels: ProviderChannelChanges,
  fromNumbers: z.array(E164).max(400),
  messagingServiceSid: MessagingServiceSid.nullable(),
  verifyServiceSid: VerifyServiceSid.nullable(),
  senderId: SenderId.nullable(),
  smsType: z.enum(["Promotional", "Transactional"]),
  maxPriceUsd: z
    .string()
    .regex(/^[0-9]{1,3}(\.[0-9]{1,5})?$/, "must be an amount of US dollars such as 0.05")
    .nullable(),
  messagesPerSecond: messagesPerSecond.nullable(),
  smartEncoding: z.boolean(),
  failoverConfigId: Id.nullable(),
  lookupCacheDays: z.int().min(0).max(365),
  keywords: Keywords,
  replies: KeywordReplies,
  providerAnswers: ProviderAnswers,
  suspectedOptOuts: SuspectedOptOuts,
};

export const CreateProviderConfig = z
  .strictObject({
    name: Name,
    provider: ProviderName,
    ownerUserId: UserId.nullable().default(null),
    isDefault: changeable.isDefault
      .optional()
      .meta({ description: "The first configuration of a tenant is its default" }),
    isActive: changeable.isActive.default(true),
    testMode: changeable.testMode.default(false),
    channels: NewProviderChannels.prefault({}),
    fromNumbers: changeable.fromNumbers.default([]),
    messagingServiceSid: changeable.messagingServiceSid.default(null),
    verifyServiceSid: changeable.verifyServiceSid.default(null),
    senderId: changeable.senderId.default(null),
    smsType: changeable.smsType.default("Transactional"),
    maxPriceUsd: changeable.maxPriceUsd.default(null),
    messagesPerSecond: changeable.messagesPerSecond.default(null),
    smartEncoding: changeable.smartEncoding.default(false),
    failoverConfigId: changeable.failoverConfigId.default(null),
    lookupCacheDays: changeable.lookupCacheDays.default(30),
    keywords: changeable.keywords.default({ stop: [], start: [], help: [] }),
    replies: changeable.replies.default({ stop: null, start: null, help: null, words: [] }),
    providerAnswers: changeable.providerAnswers.default(true),
    suspectedOptOuts: changeable.suspectedOptOuts.default("flag"),
    credentials: Credentials.optional(),
  })
  .meta({ id: "CreateProviderConfig" });

export const UpdateProviderConfig = z.strictObject(changeable).partial().meta({ id: "UpdateProviderConfig" });
