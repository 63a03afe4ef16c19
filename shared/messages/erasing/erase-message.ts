import { cache } from "../../kernel/cache.ts";
import { now } from "../../kernel/clock.ts";
import { minute } from "../../kernel/durations.ts";
import { log } from "../../observability/logger.ts";
import type { MessageSender } from "../../providers/provider.ts";
import { ProviderFailure } from "../../providers/provider-failure.ts";
import { senderOfMessage } from "../config-of-message.ts";
import { replaceWithTombstone } from "../message-writes.ts";
import type { StoredMessage } from "../stored-message.ts";

/**
 * `erased`: no provider ever had it. `blanked` and `left`: erased here, and what became of the provider's copy. `waits`: still there.
 */
export type Fate = "erased" | "blanked" | "left" | "waits";

/**
 * Erases one message: its words at the provider first, then its row, of which a tombstone without number and words stays, so that
 * neither its idempotency key nor a callback nor a replayed webhook brings it back. One that waits to be sent is not sent any more;
 * one that is being sent at this moment is waited for, because only its outcome tells what the provider has.
 */
export const eraseMessage = async (message: StoredMessage, isLastTry: boolean): Promise<Fate> => {
  if (message.status === "sending" && (message.leaseUntil ?? 0) > now()) return "waits";
  const copy = await blankCopy(message, isLastTry);
  if (copy === "waits") return copy;
  const { changed } = await replaceWithTombstone(message);
  return changed ? copy : "waits";
};

const senders = cache<MessageSender | null>({ milliseconds: minute, entries: 100 });

const blankCopy = async (message: StoredMessage, isLastTry: boolean): Promise<Fate> => {
  const { providerMessageId, providerConfigId, provider, id } = message;
  if (provider === "test" || neverHandedOver.has(message.status)) return "erased";
  if (providerMessageId === undefined) return message.status === "failed" ? "erased" : "left";
  try {
    const sender = await senders.recall(providerConfigId ?? "", () => senderOfMessage(message));
    if (!sender?.redact) return "left";
    await sender.redact(providerMessageId);
    return "blanked";
  } catch (error) {
    const isWorthWaiting = !(error instanceof ProviderFailure) || isPassing(error, message);
    if (isWorthWaiting && !isLastTry) return "waits";
    log.warn("erasure_left_copy", { messageId: id, provider, providerConfigId });
    return "left";
  }
};

const neverHandedOver = new Set<StoredMessage["status"]>(["scheduled", "queued", "suppressed", "canceled", "expired"]);

/** The provider is out of reach, or refuses to blank what it is still delivering. */
const isPassing = ({ kind }: ProviderFailure, { isFinal }: StoredMessage): boolean =>
  kind === "throttled" || kind === "unavailable" || (kind === "rejected" && !isFinal);
