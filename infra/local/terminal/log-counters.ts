import { second } from "../../../shared/kernel/durations.ts";
import type { Entry } from "../log-output.ts";
import { timeOf } from "./request-line.ts";
import type { Screen } from "./screen.ts";
import type { Paint } from "./terminal-text.ts";

/** A count is final when it has not changed for this time. */
const quietMs = 3 * second;
/** The time that a batch may take until its first count. */
const startMs = 15 * second;
/** The number of similar lines to show. The others are counted until none comes for a while. */
const shownAlike = 5;

/** Counts log entries that come by the thousand, in one line per kind. */
export interface LogCounters {
  /** Counts an entry of a function's log. False if the entry does not belong to a batch. */
  takesEntry: (entry: Entry) => boolean;
  /** Counts one of the lines with this key. False if it is one of the first, which the caller shows. */
  takesAlike: (key: string, lineOf: (count: number) => string) => boolean;
  /** Prints all counts as final. */
  close: () => void;
}

interface Batch {
  total: number | undefined;
  counts: Map<string, number>;
}

/** The count of a batch to which an entry adds. `message_sent` stands for the status `accepted`, and the status `sent` is not final. */
function countedOf({ code, outcome, status }: Entry): string | undefined {
  if (code === "message_sent") return outcome === "accepted" ? "sent" : undefined;
  return code === "message_status" && status !== "accepted" && status !== "sent" ? String(status) : undefined;
}

const codes = new Set([
  ...["message_sent", "message_status", "message_requeued", "message_adopted"],
  ...["batch_imported", "batch_started", "batch_ended"],
]);

const written = (count: number): string => count.toLocaleString("en");

export function logCounters(screen: Screen, paint: Paint): LogCounters {
  const batches = new Map<string, Batch>();
  const alike = new Map<string, { shown: number; counted: number }>();
  const waiting = new Map<string, { timer: NodeJS.Timeout; end: () => void }>();

  /** Pins a line now, if there is one, and prints it after `afterMs` without a change. */
  function update(key: string, line: () => string | undefined, afterMs: number, atEnd?: () => void) {
    const pinned = line();
    if (pinned !== undefined) screen.pin(key, pinned);
    clearTimeout(waiting.get(key)?.timer);
    const end = () => {
      waiting.delete(key);
      screen.pin(key, null);
      const last = line();
      if (last !== undefined) screen.print(last);
      atEnd?.();
    };
    waiting.set(key, { timer: setTimeout(end, afterMs).unref(), end });
  }

  function lineOf(id: string, { total, counts }: Batch): string {
    const { sent = 0, ...others } = Object.fromEntries(counts);
    const parts = Object.entries(others).map(
      ([status, count]) => `${written(count)} ${paint(status === "delivered" ? "green" : "yellow", status)}`,
    );
    const of = total === undefined ? "" : ` of ${written(total)}`;
    const head = `${paint("dim", timeOf(new Date()))}  ${paint("cyan", "batch  ")}  ${id}`;
    return [`${head}  ${written(sent)}${of} sent`, ...parts].join(paint("dim", " · "));
  }

  return {
    takesEntry(entry) {
      const { batchId: id, code } = entry;
      if (typeof id !== "string" || !codes.has(String(code)) || entry.level === "WARN" || entry.level === "ERROR")
        return false;
      const batch = batches.get(id) ?? { total: undefined, counts: new Map() };
      batches.set(id, batch);
      if (typeof entry.total === "number") batch.total = entry.total;
      const counted = countedOf(entry);
      if (counted) batch.counts.set(counted, (batch.counts.get(counted) ?? 0) + 1);
      update(id, () => lineOf(id, batch), batch.counts.size === 0 ? startMs : quietMs);
      return true;
    },
    takesAlike(key, lineOf) {
      const seen = alike.get(key) ?? { shown: 0, counted: 0 };
      alike.set(key, seen);
      const isShown = seen.shown < shownAlike;
      if (isShown) seen.shown++;
      else seen.counted++;
      const line = () =>
        seen.counted === 0 ? undefined : `${paint("dim", timeOf(new Date()))}  ${lineOf(seen.counted)}`;
      update(key, line, quietMs, () => alike.delete(key));
      return !isShown;
    },
    close() {
      for (const { timer, end } of [...waiting.values()]) {
        clearTimeout(timer);
        end();
      }
    },
  };
}
