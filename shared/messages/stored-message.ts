import * as z from "zod";
import { type Channel, isChannel, usualChannel } from "../api/channels.ts";
import type { noReplies } from "../api/schemas/message-schemas.ts";
import { messagingServiceSidPattern } from "../api/twilio-sids.ts";
import type { Item } from "../aws/dynamodb.ts";
import type { MessageId, Scope, TenantId } from "../kernel/ids.ts";
import type { DetectedKeyword } from "../keywords/keyword-of.ts";
import type { QuietHoursAnywhere } from "../preferences/quiet-hours.ts";
import type { ProviderName } from "../providers/manifests.ts";
import type { PausedBy } from "../sending-pauses/paused-by.ts";
import type { MessageStatus, StatusEvent } from "./message-status.ts";

export type NoReply = (typeof noReplies)[number];

/** A message as the table holds it. What is null to a client is left out. */
export interface StoredMessage {
  scope: Scope;
  id: MessageId;
  direction: "outbound" | "inbound";
  /** One that the hub sends on; what came in may name another. */
  channel: string;
  status: MessageStatus;
  isFinal: boolean;
  to: string;
  from?: string;
  /** The other side's number as it was written, where that is an older form of it: the provider is answered by it. */
  writtenAs?: string;
  /** What the provider is told to send from: a number, a sender ID or a Messaging Service; absent: the provider chooses. */
  sender?: string;
  body?: string;
  /** The tenant's template that its text was made of. */
  template?: { id: string; variables: Record<string, string> };
  /** A template of the provider's own, instead of a body. */
  contentSid?: string;
  contentVariables?: Record<string, string>;
  /** Outbound: what was given to the provider. */
  mediaUrls: string[];
  /** Inbound: the content types the provider named, by index. */
  mediaTypes: string[];
  segmentCount: number;
  encoding: "GSM-7" | "UCS-2";
  provider: ProviderName | "test";
  providerConfigId?: string;
  /** Whose configuration it is: the tenant's, or the hub's. */
  configTenantId?: TenantId;
  providerMessageId?: string;
  isTest: boolean;
  batchId?: string;
  resendOf?: string;
  /** Whom it concerns. */
  userId?: string;
  /** Who sent it, or whose own configuration it came in at; absent: the tenant. */
  actingUserId?: string;
  /** Inbound: the keyword that it is. */
  keyword?: DetectedKeyword;
  /** Inbound: what became of its answer; `isDue`: it is still owed, and the sweeper looks after it. Absent: nobody asked for one. */
  reply?: { isDue: true } | { messageId: MessageId } | { reason: NoReply };
  /** Inbound: it reads as if the person wants no more messages. */
  suspectedOptOut?: true;
  /** Outbound: the inbound message whose keyword it answers. */
  answers?: { messageId: MessageId; action: DetectedKeyword["action"] };
  metadata: Record<string, string>;
  price?: { amount: string; currency: string };
  /** What holds it where it is queued; null: that has ended. */
  pausedBy?: PausedBy | null;
  sendAt?: string;
  createdAt: string;
  updatedAt: string;
  lastEventAt: string;
  sentAt?: string;
  deliveredAt?: string;
  /** How it came to each of its statuses, with the error of those that have one: `errorOf` in message-status.ts reads it. */
  events: Partial<Record<MessageStatus, StatusEvent>>;
  /** Epoch milliseconds until which it may still be handed to the provider. */
  validUntil: number;
  validitySeconds?: number;
  /** The recipient's, as they stood when it was made; absent: there were none, it is urgent, or its batch keeps them. */
  quietHours?: QuietHoursAnywhere;
  attempts: number;
  /** Queued again: epoch milliseconds of its next try. */
  retryAt?: number;
  claimToken?: string;
  /** Epoch milliseconds until which the claim's holder may be at work. */
  leaseUntil?: number;
  /** The idempotent request that made it. */
  fingerprint?: string;
  requestId?: string;
}

/** Every row of the table carries these; a deleted message's row carries nothing else. */
const Row = z.looseObject({ scope: z.string(), id: z.string(), createdAt: z.string() });

/** A table's item as a message; null for what is left of a deleted one. Our own rows are trusted to hold what we wrote. */
export const storedMessageOf = (item: Item): StoredMessage | null =>
  item.deletedAt === undefined && Row.safeParse(item).success ? (item as unknown as StoredMessage) : null;

/** What a queue message says of it, beside what is to be done. */
export const taskFor = ({ scope, id, requestId }: StoredMessage) => ({
  scope,
  messageId: id,
  correlationId: requestId,
});

/** By which channel a message goes out. */
export const sendingChannel = ({ channel }: Pick<StoredMessage, "channel">): Channel =>
  isChannel(channel) ? channel : usualChannel;

/** The number or sender ID that a message comes from. Undefined: a Messaging Service or the provider chooses it. */
export const fromOf = (sender: string | undefined): string | undefined =>
  sender !== undefined && messagingServiceSidPattern.test(sender) ? undefined : sender;

/** Whose opt-outs a message must respect. */
export const optOutOwners = (message: StoredMessage): string[] => [
  message.scope,
  ...(message.configTenantId === undefined ? [] : [message.configTenantId]),
];

/**
 * The STOP that a message confirms: the opt-out which that STOP made does not hold it back, any other does. Undefined: it confirms none.
 */
export const confirmedStop = ({ answers }: StoredMessage): MessageId | undefined =>
  answers?.action === "stop" ? answers.messageId : undefined;
