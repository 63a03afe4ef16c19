import { type Channel, traitsOf } from "../../api/channels.ts";
import * as rules from "../../api/rules.ts";
import { maximumScheduleDays } from "../../api/sizes.ts";
import { chooseConfig } from "../../delivery/choose-config.ts";
import { actingUser, concernedUser } from "../../identity/authorization/named-user.ts";
import { type Caller, takesFictional } from "../../identity/caller.ts";
import { now, nowIso } from "../../kernel/clock.ts";
import { day } from "../../kernel/durations.ts";
import { broken } from "../../kernel/errors.ts";
import { type MessageId, newClaimToken, type Scope } from "../../kernel/ids.ts";
import { waits } from "../../kernel/timeouts-and-waits.ts";
import { olderForm } from "../../numbers/forms-of-number.ts";
import { toE164 } from "../../numbers/to-e164.ts";
import type { QuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import { requireConfig, requireUsable, type StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { PausedBy } from "../../sending-pauses/paused-by.ts";
import { segmentsOf } from "../../text/segments.ts";
import { bodyFor } from "../../text/smart-encoding.ts";
import { defaultValidityMilliseconds } from "../message-times.ts";
import { fromOf, type StoredMessage } from "../stored-message.ts";
import { quietFor } from "./quiet-hours.ts";
import { requireFit, senderOf, testSenderOf } from "./sender-of.ts";
import { type ChosenTemplate, type MessageText, textOf } from "./text-of.ts";

/** One message as a client asks for it. */
export interface SendRequest {
  to: string;
  country?: string | undefined;
  body?: string | undefined;
  template?: ChosenTemplate | undefined;
  contentSid?: string | undefined;
  contentVariables?: Record<string, string> | undefined;
  channel: Channel;
  from?: string | undefined;
  mediaUrls?: readonly string[] | undefined;
  providerConfigId?: string | undefined;
  sendAt?: string | undefined;
  validitySeconds?: number | undefined;
  urgent?: boolean | undefined;
  /** Whom it concerns: that user's quiet hours hold. */
  userId?: string | undefined;
  onBehalfOf?: string | undefined;
  /** A notification: never by a user's own configuration, whoever asks for it (invariant 29). */
  isNotice?: boolean;
  metadata?: Record<string, string> | undefined;
  resendOf?: string;
}

/**
 * Settles everything about a message that can be settled before there is a row: number, configuration, sender, text. Throws what a
 * client is refused with: invalid_number, country_required, not_found, no_provider_config, provider_not_verified, not_supported, invalid_request,
 * permission_missing, template_variables_missing.
 */
export const planMessage = async (caller: Caller, request: SendRequest): Promise<Outbound> => {
  const to = toE164(request.to, request.country ?? caller.defaultCountry, { withFictional: takesFictional(caller) });
  const sendAt = sendTime(request.sendAt);
  const userId = concernedUser(caller, request.userId);
  const actingUserId = actingUser(caller, request.onBehalfOf);
  const [providerConfig, text, quiet] = await Promise.all([
    chooseConfig(caller, {
      providerConfigId: request.providerConfigId,
      actingUserId: request.isNotice ? null : actingUserId,
    }),
    textOf(caller, request),
    request.urgent ? null : quietFor(caller, { to, userId, at: sendAt }),
  ]);
  const isTest = caller.mode === "test" || providerConfig?.testMode === true;
  const { channel, mediaUrls, validitySeconds, metadata, resendOf } = request;
  const { body, template, contentSid, contentVariables } = text;
  if (providerConfig) requireFit(providerConfig, request);
  const sender = senderFor(providerConfig, isTest, request);
  return {
    to,
    // To every other network it is no number any more.
    writtenAs: traitsOf(channel).keepsOlderForms ? (olderForm(request.to) ?? undefined) : undefined,
    channel,
    body: bodyFor(providerConfig, { channel, body }),
    template,
    contentSid,
    contentVariables,
    mediaUrls: mediaUrls ?? [],
    sender,
    providerConfig,
    isTest,
    sendAt: quiet?.until ?? sendAt,
    validitySeconds,
    validFrom: sendAt === undefined ? now() : Date.parse(sendAt),
    quietHours: quiet?.hours,
    userId,
    actingUserId,
    metadata: metadata ?? {},
    resendOf,
  };
};

/** Throws no_provider_config, provider_not_verified, and what senderOf throws. */
export const senderFor = (
  providerConfig: StoredProviderConfig | null,
  isTest: boolean,
  { channel, from }: Pick<SendRequest, "channel" | "from">,
) => {
  if (isTest) return testSenderOf(providerConfig, channel, from);
  const chosen = requireConfig(providerConfig);
  requireUsable(chosen);
  return senderOf(chosen, channel, from);
};

const maximumAheadMilliseconds = maximumScheduleDays * day;

export const sendTime = (sendAt: string | undefined): string | undefined => {
  if (sendAt === undefined) return undefined;
  const ahead = Date.parse(sendAt) - now();
  if (ahead > 0 && ahead <= maximumAheadMilliseconds) return sendAt;
  throw broken(rules.sendTime);
};

/** What is to be sent, checked and with its number in E.164. */
export interface Outbound extends MessageText {
  to: string;
  /** The number as the request wrote it, where the provider is to be told that form. */
  writtenAs?: string | undefined;
  channel: Channel;
  mediaUrls: readonly string[];
  sender: string | undefined;
  providerConfig: StoredProviderConfig | null;
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
  const { sender, providerConfig, isTest, channel, body, sendAt } = outbound;
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
    segmentCount: traitsOf(channel).hasSegments ? segments.count : 1,
    encoding: segments.encoding,
    provider: isTest || !providerConfig ? "test" : providerConfig.provider,
    ...(providerConfig ? { providerConfigId: providerConfig.id, configTenantId: providerConfig.tenantId } : {}),
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
