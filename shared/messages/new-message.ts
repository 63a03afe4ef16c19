import { now, nowIso } from "../clock.ts";
import { idFrom, type MessageId, newClaimToken, newId } from "../ids.ts";
import type { Caller } from "../lambda/caller.ts";
import type { StoredProviderConfig } from "../provider-configs/provider-config.ts";
import { leaseMilliseconds } from "./message.ts";
import { segmentsOf } from "./segments.ts";
import type { StoredMessage } from "./stored-message.ts";

/** What is to be sent, checked and with its number in E.164. */
export interface Outbound {
  to: string;
  body: string;
  mediaUrls: readonly string[];
  sender: string | undefined;
  config: StoredProviderConfig | null;
  isTest: boolean;
  validitySeconds?: number | undefined;
  userId: string | null;
  metadata: Record<string, string>;
  resendOf?: string;
}

export interface Idempotency {
  /** The operation's id: the same key means something else to another operation. */
  operation: string;
  key: string;
  fingerprint: string;
}

/** Twilio's own default, the longest it queues: ten hours. */
const defaultValiditySeconds = 36_000;

/** The id an idempotency key stands for, else a random one. */
export const messageIdFor = (caller: Caller, idempotency: Idempotency | null): MessageId =>
  (idempotency
    ? idFrom("message", caller.tenantId, idempotency.operation, caller.mode, idempotency.key)
    : newId("message")) as MessageId;

/** A row that is at once the message and the claim to hand it to the provider. */
export const claimedMessage = (caller: Caller, outbound: Outbound, idempotency: Idempotency | null): StoredMessage => {
  const at = nowIso();
  const { sender, config, isTest } = outbound;
  const segments = segmentsOf(outbound.body);
  return {
    scope: caller.scope,
    id: messageIdFor(caller, idempotency),
    direction: "outbound",
    channel: "sms",
    status: "sending",
    isFinal: false,
    to: outbound.to,
    ...(sender === undefined ? {} : { sender, ...(sender.startsWith("MG") ? {} : { from: sender }) }),
    body: outbound.body,
    mediaUrls: [...outbound.mediaUrls],
    mediaTypes: [],
    segmentCount: segments.count,
    encoding: segments.encoding,
    provider: isTest || !config ? "test" : config.provider,
    ...(config ? { providerConfigId: config.id, configTenantId: config.tenantId } : {}),
    isTest,
    ...(outbound.resendOf === undefined ? {} : { resendOf: outbound.resendOf }),
    ...(outbound.userId === null ? {} : { userId: outbound.userId }),
    metadata: outbound.metadata,
    createdAt: at,
    updatedAt: at,
    lastEventAt: at,
    events: { sending: { at, source: "api", providerCode: null, requestId: caller.requestId } },
    validUntil: now() + (outbound.validitySeconds ?? defaultValiditySeconds) * 1000,
    ...(outbound.validitySeconds === undefined ? {} : { validitySeconds: outbound.validitySeconds }),
    attempts: 0,
    claimToken: newClaimToken(),
    leaseUntil: now() + leaseMilliseconds,
    ...(idempotency ? { fingerprint: idempotency.fingerprint } : {}),
    requestId: caller.requestId,
  };
};
