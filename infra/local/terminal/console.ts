import type { OnRequest } from "../http/seen-request.ts";
import { type Entry, shortLine } from "../log-output.ts";
import { logCounters } from "./log-counters.ts";
import { requestLine, timeOf } from "./request-line.ts";
import { type Screen, screenOn, type Terminal } from "./screen.ts";
import { type Paint, paintFor, safeScreen } from "./terminal-text.ts";

/** The terminal output of `npm start`. */
export interface Console {
  paint: Paint;
  print: (line: string) => void;
  /** Shows a step and its duration, until the next step or until `done`. */
  doing: (step: string) => void;
  done: () => void;
  /** Starts or stops showing requests. Those during start and stop come from the hub itself. */
  showRequests: (isOpen: boolean) => void;
  onRequest: OnRequest;
  onEntry: (entry: Entry) => void;
  onPhone: (line: string) => void;
  close: () => void;
}

const tickMs = 500;

export function openConsole(terminal: Terminal & { hasColors?: (count: number) => boolean }): Console {
  const paint = paintFor(terminal);
  const screen: Screen = screenOn(terminal);
  const counters = logCounters(screen, paint);
  let isOpen = false;
  let tick: NodeJS.Timeout | undefined;

  /** Prints the first of many similar problems, and counts the others in one line. */
  function printUnlessAlike(key: string | undefined, line: string) {
    const withoutTime = line.slice(line.indexOf("  ") + 2);
    const more = (count: number) => `${paint("dim", `${count.toLocaleString("en")} more like`)} ${withoutTime}`;
    if (key === undefined || !counters.takesAlike(key, more)) screen.print(line);
  }

  function done() {
    clearInterval(tick);
    screen.pin("doing", null);
  }

  return {
    paint,
    print: screen.print,
    doing(step) {
      done();
      const startedAt = Date.now();
      const show = () => {
        const seconds = Math.floor((Date.now() - startedAt) / 1000);
        screen.pin("doing", `${paint("cyan", "…")} ${step}${seconds < 2 ? "" : paint("dim", ` (${seconds} s)`)}`);
      };
      show();
      tick = setInterval(show, tickMs);
      tick.unref();
    },
    done,
    showRequests(shown) {
      isOpen = shown;
    },
    onRequest(seen) {
      const line = isOpen ? requestLine(seen, paint) : undefined;
      const alike = `${seen.door} ${seen.status} ${seen.reason}`;
      if (line) printUnlessAlike(seen.status < 400 ? undefined : alike, line);
    },
    onEntry(entry) {
      if (counters.takesEntry(entry)) return;
      const line = shortLine(entry, paint);
      const isProblem = entry.level === "WARN" || entry.level === "ERROR";
      if (line) printUnlessAlike(isProblem ? `${entry.code} ${entry.errorName}` : undefined, line);
    },
    onPhone(line) {
      const more = (count: number) => `${paint("magenta", "phones")}   ${count.toLocaleString("en")} more texts`;
      if (!counters.takesAlike("phones", more))
        screen.print(`${paint("dim", timeOf(new Date()))}  ${safeScreen(line)}`);
    },
    close() {
      done();
      counters.close();
      screen.close();
    },
  };
}
