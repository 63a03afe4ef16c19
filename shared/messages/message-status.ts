import type * as z from "zod";
import { isChannel, traitsOf } from "../api/channels.ts";
import type { MessageStatus as StatusSchema } from "../api/schemas/message-schemas.ts";
import { manifestOfMessage, type ProviderName } from "../providers/manifests.ts";
import type { ProviderError } from "../providers/provider.ts";

export type MessageStatus = z.output<typeof StatusSchema>;

/**
 * A status has a rank and a message's status only rises, so that callbacks in any order end in the same state (invariant 8).
 * Between the endings the better news wins: a carrier that reports undelivered and then delivered has delivered.
 */
export const ranks: Readonly<Record<MessageStatus, number>> = {
  scheduled: 10,
  queued: 20,
  sending: 30,
  unknown: 40,
  accepted: 50,
  sent: 60,
  suppressed: 70,
  canceled: 71,
  expired: 72,
  failed: 73,
  undelivered: 74,
  delivered: 80,
  read: 90,
  received: 100,
};

const endings = new Set<MessageStatus>([
  "suppressed",
  "canceled",
  "expired",
  "failed",
  "undelivered",
  "delivered",
  "read",
  "received",
]);

/** True where nothing more will come. A provider that reports nothing (SNS) never tells more than accepted or unknown. */
export const isFinalStatus = (status: MessageStatus, channel: string, provider: ProviderName | "test"): boolean => {
  if (isUnread(status, channel)) return false;
  const isLastKnown = status === "accepted" || status === "unknown";
  if (isLastKnown && manifestOfMessage(provider).reports === "none") return true;
  return endings.has(status);
};

/** A `read` may follow. */
export const isUnread = (status: MessageStatus, channel: string): boolean =>
  status === "delivered" && isChannel(channel) && traitsOf(channel).tellsRead;

export type EventSource = "api" | "provider" | "callback" | "worker" | "sweeper";

/** How a message came to a status; each status stands at most once in a message's history. */
export interface StatusEvent {
  at: string;
  source: EventSource;
  requestId: string | null;
  /** Why, where somebody told. */
  error?: ProviderError;
}

/** The statuses of what did not arrive: they alone have an error. */
const failures = new Set<MessageStatus>(["suppressed", "canceled", "expired", "failed", "undelivered"]);

/** The error of the status that is shown (invariant 34); those of earlier statuses stay in the history. */
export const errorOf = ({
  status,
  events,
}: {
  status: MessageStatus;
  events: Partial<Record<MessageStatus, StatusEvent>>;
}): ProviderError | null => (failures.has(status) ? (events[status]?.error ?? null) : null);
