import { drawnAgain } from "../../kernel/backoff.ts";
import { Problem } from "../../kernel/errors.ts";
import { checkLimits, type LimitedSend, type Share } from "../../limits/check-limits.ts";
import { normalize } from "../../numbers/normalize.ts";
import { log } from "../../observability/logger.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { MessageSender } from "../../providers/provider.ts";
import { suppress } from "../message.ts";
import { type Created, createMessage, removeClaim } from "../message-writes.ts";
import { settle } from "../settling/settle.ts";
import { applyChange } from "../settling/status-writes.ts";
import { optOutOwners, type StoredMessage, sendingChannel } from "../stored-message.ts";
import { handOver } from "./hand-over.ts";
import { replayed } from "./replay.ts";
export interface Sent {
  message: StoredMessage;
  /** An earlier request with the same idempotency key made it. */
  replayed: boolean;
}

/** Sends a message whose row is to be made now: the row is the claim. `share`: where it was counted against the caps already. */
export const claimAndSend = async (
  claimed: StoredMessage,
  providerConfig: StoredProviderConfig | null,
  messages: MessageSender,
  share?: Share,
): Promise<Sent> => {
  const limited = { ...limitedSend(claimed), share };
  const [creation, optOut, limit] = await Promise.allSettled([
    createOrUndo(claimed, claimed.leaseUntil ?? null),
    isOptedOut(optOutOwners(claimed), claimed.to, claimed.sender, claimed.providerConfigId),
    checkLimits(limited),
  ]);
  const drawn = limit.status === "fulfilled" ? limit.value.giveBack : () => undefined;
  if (creation.status === "rejected" || !creation.value.isNew) await unspent(drawn);
  if (creation.status === "rejected") throw creation.reason;
  if (!creation.value.isNew) return { message: replayed(creation.value.existing, claimed.fingerprint), replayed: true };
  const isAlone = claimed.fingerprint === undefined;
  const counted = isAlone ? limit : await drawnAgain(limit, () => checkLimits(limitedSend(claimed)), isRateLimited);
  const refused = [counted, optOut].find((one) => one.status === "rejected");
  const giveBack = counted.status === "fulfilled" ? counted.value.giveBack : () => undefined;
  if (refused) {
    // Nothing may be sent uncounted or unseen: the claim is taken back and the caller may ask again.
    await removeClaim(claimed);
    await unspent(giveBack);
    throw refused.reason;
  }
  const by = { source: "api", requestId: claimed.requestId ?? null } as const;
  if (optOut.status === "fulfilled" && optOut.value) {
    await unspent(giveBack);
    return { message: await applyChange(claimed, suppress(by)), replayed: false };
  }
  const { message, outcome } = await handOver(claimed, providerConfig, messages);
  try {
    return { message: await settle(message, outcome, by), replayed: false };
  } catch (error) {
    // The provider may have it: an error now would make the caller send again. The row is there, and the callback or the sweeper settles it.
    log.error("store_unavailable", error, { messageId: claimed.id, outcome: outcome.kind });
    return { message: claimed, replayed: false };
  }
};

const isRateLimited = (reason: unknown): boolean => reason instanceof Problem && reason.code === "rate_limited";

/**
 * Creates a message. Where it fails, the answer may be all that was lost: the row is taken back, for nobody would send for it while the
 * caller is told to ask again. Where that fails too, a claim ends as unknown once its lease is over.
 */
export const createOrUndo = async (message: StoredMessage, checkAt: number | null): Promise<Created> => {
  try {
    return await createMessage(message, checkAt);
  } catch (error) {
    await removeClaim(message).catch((again) => log.error("store_unavailable", again, { messageId: message.id }));
    throw error;
  }
};

/** Gives back what was drawn for nothing. Where that fails the tenant has counted one too many, which harms nobody. */
export const unspent = async (giveBack: () => Promise<void> | undefined): Promise<void> => {
  try {
    await giveBack();
  } catch (error) {
    log.error("store_unavailable", error);
  }
};

/** What the tenant's limits count of a message. */
export const limitedSend = (message: StoredMessage): LimitedSend => ({
  scope: message.scope,
  to: message.to,
  country: normalize(message.to).country,
  channel: sendingChannel(message),
  segments: message.segmentCount,
  isTest: message.isTest,
  isFromBatch: message.batchId !== undefined,
});
