import { replayOrRefuse } from "../../identity/idempotency.ts";
import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import { newClaimToken } from "../../kernel/ids.ts";
import { amend } from "../message-writes.ts";
import type { StoredMessage } from "../stored-message.ts";

/** What an idempotency key answers the second time: the message as it is now. */
export const replayed = (existing: StoredMessage | null, fingerprint = ""): StoredMessage => {
  if (!existing) throw new Problem("not_found", { detail: "The message this idempotency key made was deleted." });
  replayOrRefuse(existing, fingerprint);
  const inFlight = existing.status === "sending" && (existing.leaseUntil ?? 0) > now();
  if (inFlight) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  return existing;
};

/**
 * The same, where the message may wait for its time, or for the end of a pause: the first request, should its create have had no answer, does not take the row back any more
 * once somebody is answered with it.
 */
export const heldReplay = async (existing: StoredMessage | null, fingerprint?: string): Promise<StoredMessage> => {
  const message = replayed(existing, fingerprint);
  if (message.status !== "scheduled" && !(message.status === "queued" && message.pausedBy)) return message;
  const held = await amend(message, { set: { claimToken: newClaimToken() } });
  const current = held.changed ? held.message : held.existing;
  if (!current) throw new Problem("idempotency_in_flight", { retryAfterSeconds: 1 });
  return current;
};
