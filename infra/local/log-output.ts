import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { metrics } from "../../shared/metrics.ts";
import type { OnLog } from "./lambda/function-host.ts";

/** What a person at the terminal wants to see; everything else goes to the log file. */
const shown = new Set([
  "message_sent",
  "message_status",
  "message_requeued",
  "message_adopted",
  "inbound_received",
  "opt_out_recorded",
]);

/** Fields that say where a line comes from, not what happened; and those that CloudWatch reads as metrics. */
const hidden = new Set([
  ..."level message code timestamp service environment requestId correlationId operation tenantId actor".split(" "),
  "sampling_rate",
  ...Object.keys(metrics),
]);

export interface LogOutput {
  onLog: OnLog;
  close: () => Promise<void>;
}

/** Writes every line to `file` and a short one for each event of a message to the terminal; `verbose`: every line there too. */
export function logOutput(file: string, verbose: boolean, print: (line: string) => void = console.log): LogOutput {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { mode: 0o600 });
  return {
    onLog(line, functionName) {
      stream.write(`${functionName} ${line}\n`);
      if (verbose) return print(`${functionName} ${line}`);
      const short = shortLine(line);
      if (short) print(short);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** Whether Lambda's runtime tells that a function failed, and not the function. */
export const isRuntimeError = (line: string): boolean =>
  /^(Uncaught|Init Error|Invoke Error)|Task timed out/.test(line);

/** One line for people; undefined where there is nothing to tell them. */
export function shortLine(line: string): string | undefined {
  const entry = parse(line);
  if (!entry) return isRuntimeError(line) ? line.slice(0, 300) : undefined;
  const isProblem = entry.level === "WARN" || entry.level === "ERROR";
  if (!isProblem && !shown.has(String(entry.code))) return undefined;
  const fields = Object.entries(entry)
    .filter(([name, value]) => !hidden.has(name) && value !== null && typeof value !== "object")
    .map(([name, value]) => `${name}=${value}`);
  const time = String(entry.timestamp ?? new Date().toISOString()).slice(11, 19);
  return [time, isProblem ? `${entry.level} ${entry.message}` : entry.message, ...fields].join("  ");
}

function parse(line: string): Record<string, unknown> | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return Object(JSON.parse(line));
  } catch {
    return undefined;
  }
}
