import { second } from "../../../shared/kernel/durations.ts";
import type { Entry } from "../log-output.ts";
import { timeOf } from "./request-line.ts";
import type { Screen } from "./screen.ts";
import type { Paint } from "./terminal-text.ts";

/** A count that has been still for so long is told for good; before anything was counted, it may be slow to begin. */
const stillMs = 3 * second;
const beginsMs = 15 * second;
/** So many alike are shown; the others are counted, until none comes for a while. */
const shownAlike = 5;

/** What comes by the thousand is counted in one line each. */
export interface LogCounters {
  /** Takes an entry of a function's log. False: it is of no batch. */
  takesEntry: (entry: Entry) => boolean;
  /** Takes one of those that are alike by their key. False: it is one of the first, to be shown as it is. */
  takesAlike: (key: string, lineOf: (count: number) => string) => boolean;
  /** Tells all for good. */
  close: () => void;
}

interface Batch {
  total: number | undefined;
  counts: Map<string, number>;
}

/** What of a batch's entries its line counts. A message is told as accepted when it is handed over, and `sent` is a step on its way. */
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

  /** Pins a line now, if there is one, and prints it once nothing has changed for a while. */
  function tell(key: string, line: () => string | undefined, afterMs: number, atEnd?: () => void) {
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
      tell(id, () => lineOf(id, batch), batch.counts.size === 0 ? beginsMs : stillMs);
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
      tell(key, line, stillMs, () => alike.delete(key));
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
