import type { MessageId } from "../../kernel/ids.ts";
import { type QuietRule, quietHoursAt } from "../../messages/planning/quiet-hours.ts";
import type { BatchRow } from "../../messages/reading/batch-message-reads.ts";
import { inQuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import { isRecipient, type RangeEntry } from "../recipients.ts";

/** What may put a recipient off, beside a row that waits for its second try. */
export interface Deferrals {
  /** When the quiet hours at a number are over, epoch milliseconds; 0: it is not quiet there. */
  quietUntil: (to: string) => number;
  /** Who is sent to too often, and until when: nothing was kept of their try. */
  deferred: ReadonlyMap<MessageId, number>;
}

/** From when on a recipient may be sent to, epoch milliseconds; null: their message is under way or has ended, or they were erased. */
export const sendableFrom = (
  entry: RangeEntry,
  row: BatchRow | undefined,
  { quietUntil, deferred }: Deferrals,
): number | null => {
  if (!isRecipient(entry) || (row && row.status !== "queued")) return null;
  return Math.max(row?.message?.retryAt ?? 0, deferred.get(entry.id) ?? 0, quietUntil(entry.to));
};

/** Asks each clock once a visit, not for each number. */
export const quietEnds = (rule: QuietRule | null, at: number): Deferrals["quietUntil"] => {
  if (rule === null) return () => 0;
  const ends = new Map<string, number>();
  return (to) => {
    const hours = quietHoursAt(rule, to);
    const clocks = hours.timeZones.join();
    const known = ends.get(clocks);
    if (known !== undefined) return known;
    const end = inQuietHoursAnywhere(hours, new Date(at)).until?.getTime() ?? 0;
    ends.set(clocks, end);
    return end;
  };
};
