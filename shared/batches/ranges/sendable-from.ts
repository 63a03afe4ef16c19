import type { MessageId } from "../../kernel/ids.ts";
import { type QuietRule, quietHoursAt } from "../../messages/planning/quiet-hours.ts";
import type { BatchRow } from "../../messages/reading/batch-message-reads.ts";
import { inQuietHoursAnywhere } from "../../preferences/quiet-hours.ts";
import { isRecipient, type RangeEntry } from "../recipients.ts";

/** Everything that can defer a recipient, besides a row that waits for another try. */
export interface Deferrals {
  /** When the quiet hours of a number end, epoch milliseconds. 0: it has none now. */
  quietUntil: (to: string) => number;
  /** Recipients whom a limit or a pause defers, and until when. They have no row. */
  deferred: ReadonlyMap<MessageId, number>;
}

/**
 * From when the hub may send to a recipient, epoch milliseconds. Null: their message is under way or has ended, or their number was
 * erased.
 */
export const sendableFrom = (
  entry: RangeEntry,
  row: BatchRow | undefined,
  { quietUntil, deferred }: Deferrals,
): number | null => {
  if (!isRecipient(entry) || (row && row.status !== "queued")) return null;
  return Math.max(row?.message?.retryAt ?? 0, deferred.get(entry.id) ?? 0, quietUntil(entry.to));
};

/** Works out the quiet hours once per visit and set of time zones, not for each number. */
export const quietEnds = (rule: QuietRule | null, at: number): Deferrals["quietUntil"] => {
  if (rule === null) return () => 0;
  const ends = new Map<string, number>();
  return (to) => {
    const hours = quietHoursAt(rule, to);
    const zones = hours.timeZones.join();
    const known = ends.get(zones);
    if (known !== undefined) return known;
    const end = inQuietHoursAnywhere(hours, new Date(at)).until?.getTime() ?? 0;
    ends.set(zones, end);
    return end;
  };
};
