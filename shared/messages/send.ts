import { now } from "../clock.ts";
import { Problem } from "../errors.ts";
import { fingerprintOf, replayOrRefuse } from "../idempotency.ts";
import type { Caller } from "../lambda/caller.ts";
import { log } from "../logger.ts";
import { toE164 } from "../numbers/to-e164.ts";
import { isOptedOut } from "../opt-outs/opt-out-reads.ts";
import { chooseConfig } from "../provider-configs/choose-config.ts";
import { requireUsable, type StoredProviderConfig } from "../provider-configs/provider-config.ts";
import type { MessageSender } from "../providers/provider.ts";
import { applyChange } from "./apply-change.ts";
import { handOver, preparedSender } from "./hand-over.ts";
import { suppress } from "./message.ts";
import { createMessage, removeClaim } from "./message-writes.ts";
import { claimedMessage, type Idempotency, type Outbound } from "./new-message.ts";
import { senderOf, testSenderOf } from "./sender-of.ts";
import { settle } from "./settle.ts";
import { optOutOwners, type StoredMessage } from "./stored-message.ts";

export interface SendRequest {
  to: string;
  country?: string | undefined;
  body: string;
  from?: string | undefined;
  mediaUrls?: readonly string[] | undefined;
  providerConfigId?: string | undefined;
  validitySeconds?: number | undefined;
  userId?: string | undefined;
  metadata?: Record<string, string> | undefined;
  resendOf?: string;
}

export interface Sent {
  message: StoredMessage;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

/**
 * Sends one message, as invariant 1 says: claim and opt-out read together, one provider call, one update. Throws what can be
 * refused before a row exists, and idempotency_in_flight, idempotency_mismatch.
 */
export const send = async (
  caller: Caller,
  request: SendRequest,
  idempotency: { operation: string; key: string | null; body: unknown },
): Promise<Sent> => {
  const to = toE164(request.to, request.country ?? caller.defaultCountry);
  const userId = userFor(caller, request.userId);
  const config = await chooseConfig(caller, { providerConfigId: request.providerConfigId, userId });
  const isTest = caller.mode === "test" || config?.testMode === true;
  const sender = senderFor(config, isTest, request.from);
  if (config?.smsEnabled === false)
    throw new Problem("not_supported", { detail: "SMS is not enabled in the provider configuration." });
  const provider = await preparedSender(config, isTest);
  const outbound: Outbound = {
    to,
    body: request.body,
    mediaUrls: request.mediaUrls ?? [],
    sender,
    config,
    isTest,
    validitySeconds: request.validitySeconds,
    userId,
    metadata: request.metadata ?? {},
    ...(request.resendOf === undefined ? {} : { resendOf: request.resendOf }),
  };
  const key: Idempotency | null =
    idempotency.key === null
      ? null
      : { operation: idempotency.operation, key: idempotency.key, fingerprint: fingerprintOf(idempotency.body) };
  return claimAndSend(claimedMessage(caller, outbound, key), config, provider);
};

/** For whom it is sent. A user's token that may not see others' messages cannot make them either. */
const userFor = (caller: Caller, wanted: string | undefined): string | null => {
  const isOwn = wanted === undefined || wanted === caller.userId;
  if (isOwn || caller.userId === null || caller.permissions.has("view_messages")) return wanted ?? caller.userId;
  throw new Problem("permission_missing", {
    detail: "userId: another user's messages need the permission view_messages.",
  });
};

/** Throws provider_not_verified, and what senderOf throws. */
const senderFor = (config: StoredProviderConfig | null, isTest: boolean, from: string | undefined) => {
  if (isTest) return testSenderOf(config, from);
  if (!config)
    throw new Problem("provider_not_verified", {
      detail: "There is no provider configuration to send with: create one, and test its connection.",
    });
  requireUsable(config);
  return senderOf(config, from);
};

const claimAndSend = async (
  claimed: StoredMessage,
  config: StoredProviderConfig | null,
  provider: MessageSender,
): Promise<Sent> => {
  const [creation, optOut] = await Promise.allSettled([
    createMessage(claimed, claimed.leaseUntil ?? null),
    isOptedOut(optOutOwners(claimed), claimed.to, claimed.sender),
  ]);
  if (creation.status === "rejected") throw creation.reason;
  if (!creation.value.isNew) return { message: replayed(creation.value.existing, claimed), replayed: true };
  if (optOut.status === "rejected") {
    // Nothing may be sent unseen: the claim is taken back and the caller may ask again.
    await removeClaim(claimed);
    throw optOut.reason;
  }
  const by = { source: "api", requestId: claimed.requestId ?? null } as const;
  if (optOut.value) return { message: await applyChange(claimed, suppress(by)), replayed: false };
  const outcome = await handOver(claimed, config, provider);
  try {
    return { message: await settle(claimed, outcome, by), replayed: false };
  } catch (error) {
    // The provider may have it: an error now would make the caller send again. The row is there, and the callback or the sweeper settles it.
    log.error("store_unavailable", error, { messageId: claimed.id, outcome: outcome.kind });
    return { message: claimed, replayed: false };
  }
};

/** What an idempotency key answers the second time: the message as it is now. */
const replayed = (existing: StoredMessage | null, claimed: StoredMessage): StoredMessage => {
  if (!existing) throw new Problem("not_found", { detail: "The message this idempotency key made was deleted." });
  replayOrRefuse(existing.fingerprint, claimed.fingerprint ?? "");
  const inFlight = existing.status === "sending" && (existing.leaseUntil ?? 0) > now();
  if (inFlight) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  return existing;
};
