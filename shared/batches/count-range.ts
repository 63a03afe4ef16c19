import type { MessageId } from "../ids.ts";
import type { BatchRow } from "../messages/batch-message-reads.ts";
import type { MessageStatus } from "../messages/message-status.ts";
import { type Counts, noCounts } from "./range.ts";

/** What a recipient counts as, by how their message stands. */
const countOf: Readonly<Record<MessageStatus, keyof Counts>> = {
  scheduled: "pending",
  queued: "pending",
  sending: "pending",
  accepted: "accepted",
  sent: "accepted",
  delivered: "accepted",
  undelivered: "accepted",
  read: "accepted",
  received: "accepted",
  failed: "failed",
  suppressed: "suppressed",
  canceled: "canceled",
  expired: "expired",
  unknown: "unknown",
};

/** Counts a range from its rows. Who has none waits, or was canceled with the batch. */
export const countRange = (
  ids: readonly MessageId[],
  rows: ReadonlyMap<MessageId, BatchRow>,
  withoutRow: "pending" | "canceled",
): Counts => {
  const counts = { ...noCounts };
  for (const id of ids) {
    const row = rows.get(id);
    counts[row ? countOf[row.status] : withoutRow] += 1;
  }
  return counts;
};
