import { claimAndDraw } from "../../delivery/claim-and-draw.ts";
import { checkLimits, type LimitedSend, type Share } from "../../limits/check-limits.ts";
import { normalize } from "../../numbers/normalize.ts";
import { log } from "../../observability/logger.ts";
import { isOptedOut } from "../../opt-outs/opt-out-reads.ts";
import type { StoredProviderConfig } from "../../provider-configs/provider-config.ts";
import type { MessageSender } from "../../providers/provider.ts";
import { suppress } from "../message.ts";
import { createMessage, removeClaim } from "../message-writes.ts";
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

/** Sends a message: creating its row claims it. `share`: the caps already count it together with others. */
export const claimAndSend = async (
  message: StoredMessage,
  providerConfig: StoredProviderConfig | null,
  messages: MessageSender,
  share?: Share,
): Promise<Sent> => {
  const claimed = await claimAndDraw({
    claim: () => claim(message),
    unclaim: () => removeClaim(message),
    draw: () => checkLimits({ ...limitedSend(message), share }),
    drawAgain: message.fingerprint === undefined ? undefined : () => checkLimits(limitedSend(message)),
    hasOptedOut: () => isOptedOut(optOutOwners(message), message.to, message.sender, message.providerConfigId),
    prepare: async () => messages,
  });
  if ("existing" in claimed) return { message: replayed(claimed.existing, message.fingerprint), replayed: true };
  const by = { source: "api", requestId: message.requestId ?? null } as const;
  if (claimed.optedOut) {
    await claimed.giveBack();
    return { message: await applyChange(message, suppress(by)), replayed: false };
  }
  const handedOver = await handOver(message, providerConfig, claimed.prepared);
  try {
    return { message: await settle(handedOver.message, handedOver.outcome, by), replayed: false };
  } catch (error) {
    // The provider may have it: an error now would make the caller send again. The row is there, and the callback or the sweeper settles it.
    log.error("store_unavailable", error, { messageId: message.id, outcome: handedOver.outcome.kind });
    return { message, replayed: false };
  }
};

const claim = async (message: StoredMessage): Promise<{ existing: StoredMessage | null } | null> => {
  const created = await createMessage(message, message.leaseUntil ?? null);
  return created.isNew ? null : { existing: created.existing };
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
