import type { Channel } from "../../api/channels.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import { type MessageId, newClaimToken, type Scope } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import type { QuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { PausedBy } from "../../sending-pauses/paused-by.ts";
import { segmentsOf } from "../../text/segments.ts";
import { defaultValidityMilliseconds } from "../message-times.ts";
import { fromOf, type StoredMessage } from "../stored-message.ts";

/** What is to be sent, checked and with its number in E.164. */
export interface Outbound {
  to: string;
  /** The number as the request wrote it, where the provider is to be told that form. */
  writtenAs?: string | undefined;
  channel: Channel;
  body: string | undefined;
  template: { id: string; variables: Record<string, string> } | undefined;
  contentSid: string | undefined;
  contentVariables: Record<string, string> | undefined;
  mediaUrls: readonly string[];
  sender: string | undefined;
  config: StoredProviderConfig | null;
  isTest: boolean;
  /** Later than now; left out: at once. */
  sendAt: string | undefined;
  validitySeconds: number | undefined;
  /** Epoch milliseconds from which on `validitySeconds` count: when it was wanted, quiet hours or not; left out: now. */
  validFrom?: number | undefined;
  /** So long it may wait that was given no validity, in milliseconds; left out: ten hours. */
  patience?: number | undefined;
  /** Held back in these; left out: never, or by its batch. */
  quietHours?: QuietHoursAnywhere | undefined;
  userId: string | null;
  actingUserId: string | null;
  metadata: Record<string, string>;
  resendOf: string | undefined;
}

/** Whose the new row is and what names it. */
export interface Origin {
  scope: Scope;
  id: MessageId;
  requestId: string;
  /** The request's, where it carried an idempotency key. */
  fingerprint?: string | undefined;
  batchId?: string | undefined;
}

/** A row that is at once the message and the claim to hand it to the provider, or waits for its time. */
export const outboundMessage = (origin: Origin, outbound: Outbound): StoredMessage => {
  const at = nowIso();
  const { sender, config, isTest, channel, body, sendAt } = outbound;
  const segments = segmentsOf(body ?? "");
  const status = sendAt === undefined ? "sending" : "scheduled";
  const { validitySeconds, validFrom = now(), patience = defaultValidityMilliseconds } = outbound;
  const startsAt = sendAt === undefined ? now() : Date.parse(sendAt);
  return {
    scope: origin.scope,
    id: origin.id,
    direction: "outbound",
    channel,
    status,
    isFinal: false,
    to: outbound.to,
    ...given({ writtenAs: outbound.writtenAs }),
    ...given({ sender, from: fromOf(sender), body }),
    ...given({
      template: outbound.template,
      contentSid: outbound.contentSid,
      contentVariables: outbound.contentVariables,
    }),
    mediaUrls: [...outbound.mediaUrls],
    mediaTypes: [],
    // WhatsApp has no segments: a message is a message.
    segmentCount: channel === "sms" ? segments.count : 1,
    encoding: segments.encoding,
    provider: isTest || !config ? "test" : config.provider,
    ...(config ? { providerConfigId: config.id, configTenantId: config.tenantId } : {}),
    isTest,
    ...given({ resendOf: outbound.resendOf, userId: outbound.userId ?? undefined, sendAt }),
    ...given({ actingUserId: outbound.actingUserId ?? undefined }),
    metadata: outbound.metadata,
    createdAt: at,
    updatedAt: at,
    lastEventAt: at,
    events: { [status]: { at, source: "api", requestId: origin.requestId } },
    validUntil: validitySeconds === undefined ? startsAt + patience : validFrom + validitySeconds * 1000,
    ...given({ validitySeconds, quietHours: outbound.quietHours }),
    attempts: 0,
    claimToken: newClaimToken(),
    ...(sendAt === undefined ? { leaseUntil: now() + waits().messageLease } : {}),
    ...given({ fingerprint: origin.fingerprint, batchId: origin.batchId }),
    requestId: origin.requestId,
  };
};

/** The same as one that waits for a worker: nobody has claimed it. */
export const queuedMessage = (message: StoredMessage): StoredMessage => {
  const { leaseUntil, ...unclaimed } = message;
  const { sending: event, ...events } = message.events;
  return { ...unclaimed, status: "queued", events: { ...events, ...(event && { queued: event }) } };
};

/** The same as one that a pause holds. */
export const heldMessage = (message: StoredMessage, held: PausedBy): StoredMessage => ({
  ...queuedMessage(message),
  pausedBy: held,
});

/** The members that have a value. */
const given = <Members extends object>(members: Members): { [Name in keyof Members]?: NonNullable<Members[Name]> } => {
  const entries = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Members]?: NonNullable<Members[Name]> };
};
