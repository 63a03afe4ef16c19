import type * as z from "zod";
import type { Message, MessageEvent, MessageKeyword } from "../../api/schemas/message-schemas.ts";
import { errorOf, isFinalStatus, type MessageStatus, ranks } from "../message-status.ts";
import { endsUnread } from "../message-times.ts";
import type { StoredMessage } from "../stored-message.ts";

type View = "basic" | "default" | "full";

const events = (message: StoredMessage): z.output<typeof MessageEvent>[] =>
  Object.entries(message.events)
    .map(([status, event]) => ({ status: status as MessageStatus, ...event, error: event.error ?? null }))
    .sort((a, b) => ranks[a.status] - ranks[b.status]);

const mediaOf = (message: StoredMessage) =>
  message.direction === "outbound"
    ? message.mediaUrls.map((url, index) => ({ index, contentType: null, url }))
    : message.mediaTypes.map((contentType, index) => ({ index, contentType, url: null }));

const keywordOf = ({ keyword, reply }: StoredMessage): z.output<typeof MessageKeyword> | null =>
  keyword === undefined
    ? null
    : {
        ...keyword,
        replyId: reply !== undefined && "messageId" in reply ? reply.messageId : null,
        noReply: reply !== undefined && "reason" in reply ? reply.reason : null,
      };

const defaultView = (message: StoredMessage): z.output<typeof Message> => ({
  id: message.id,
  direction: message.direction,
  channel: message.channel,
  status: message.status,
  isFinal: message.isFinal || isFinalStatus(message.status, message.channel, message.provider) || endsUnread(message),
  to: message.to,
  from: message.from ?? null,
  writtenAs: message.writtenAs ?? null,
  body: message.body ?? null,
  media: mediaOf(message),
  template: message.template ?? null,
  segments: { count: message.segmentCount, encoding: message.encoding },
  provider: message.provider,
  providerConfigId: message.providerConfigId ?? null,
  providerMessageId: message.providerMessageId ?? null,
  isTest: message.isTest,
  batchId: message.batchId ?? null,
  resendOf: message.resendOf ?? null,
  userId: message.userId ?? null,
  actingUserId: message.actingUserId ?? null,
  keyword: keywordOf(message),
  suspectedOptOut: message.suspectedOptOut ?? false,
  replyTo: message.answers?.messageId ?? null,
  metadata: message.metadata,
  price: message.price ?? null,
  error: errorOf(message),
  pausedBy: message.status === "queued" ? (message.pausedBy ?? null) : null,
  sendAt: message.sendAt ?? null,
  createdAt: message.createdAt,
  updatedAt: message.updatedAt,
  lastEventAt: message.lastEventAt,
  sentAt: message.sentAt ?? null,
  deliveredAt: message.deliveredAt ?? null,
});

/** A message as a client sees it: `basic` is who, to whom and how it stands; `full` adds the history. */
export const viewOf = (message: StoredMessage, view: View = "default") => {
  if (view === "default") return defaultView(message);
  if (view === "full") return { ...defaultView(message), events: events(message) };
  const { id, direction, channel, status, isFinal, to, from } = defaultView(message);
  return { id, direction, channel, status, isFinal, to, from };
};
