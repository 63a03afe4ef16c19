import type { MessageId } from "../../kernel/ids.ts";
import type { MessageStatus } from "../../messages/message-status.ts";
import type { BatchRow } from "../../messages/reading/batch-message-reads.ts";
import { type Counts, noCounts } from "../range.ts";
import { isRecipient, type RangeEntry } from "../recipients.ts";

/** The count that each message status belongs to. */
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

/** Counts a range by the rows of its recipients. One without a row counts as `withoutRow`, or as canceled if the number was erased. */
export const countRange = (
  entries: readonly RangeEntry[],
  rows: ReadonlyMap<MessageId, BatchRow>,
  withoutRow: "pending" | "canceled",
): Counts => {
  const counts = { ...noCounts };
  for (const entry of entries) {
    const row = rows.get(entry.id);
    counts[row ? countOf[row.status] : isRecipient(entry) ? withoutRow : "canceled"] += 1;
  }
  return counts;
};
