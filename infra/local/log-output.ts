import { createWriteStream, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { metrics } from "../../shared/observability/metrics.ts";
import type { OnLog } from "./lambda/function-host.ts";
import { type Paint, plain } from "./terminal/terminal-text.ts";

/** The codes of lines for the terminal. All lines go to the log file. */
const shownCodes = new Set([
  ...["message_sent", "message_status", "message_requeued", "message_adopted"],
  ...["inbound_received", "opt_out_recorded"],
  ...["batch_imported", "batch_started", "batch_held", "batch_ended"],
]);

/** Fields that tell the origin of a line, not the event, and fields that CloudWatch reads as metrics. */
const hiddenFields = new Set([
  ..."level message code timestamp service environment requestId correlationId operation tenantId actor".split(" "),
  ..."sampling_rate provider providerConfigId providerMs queueMessageId tenant source isNew".split(" "),
  ...Object.keys(metrics),
]);

export type Entry = Readonly<Record<string, unknown>>;

export interface LogOutput {
  onLog: OnLog;
  close: () => Promise<void>;
}

/**
 * Writes every line to `file`, whose old content it replaces. It passes each line (`verbose`) or each log entry to the terminal, and every
 * error of the runtime.
 */
export function logOutput(
  file: string,
  terminal: { print: (line: string) => void; onEntry?: (entry: Entry) => void; verbose: boolean },
): LogOutput {
  mkdirSync(dirname(file), { recursive: true });
  const stream = createWriteStream(file, { mode: 0o600 });
  return {
    onLog(line, functionName) {
      stream.write(`${functionName} ${line}\n`);
      if (terminal.verbose) return terminal.print(`${functionName} ${line}`);
      const entry = entryIn(line);
      if (entry) terminal.onEntry?.(entry);
      else if (isRuntimeError(line)) terminal.print(line.slice(0, 300));
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

/** True if Lambda's runtime wrote the line about a failed function, not the function itself. */
export const isRuntimeError = (line: string): boolean =>
  /^(Uncaught|Init Error|Invoke Error)|Task timed out/.test(line);

const isProblem = ({ level }: Entry): boolean => level === "WARN" || level === "ERROR";

/** One line for the terminal. Undefined if the entry is not for the terminal. */
export function shortLine(entry: Entry, paint: Paint = plain): string | undefined {
  if (!isProblem(entry) && !shownCodes.has(String(entry.code))) return undefined;
  // The line of `message_sent` has shown this already.
  if (entry.code === "message_status" && entry.status === "accepted") return undefined;
  const time = paint("dim", String(entry.timestamp ?? new Date().toISOString()).slice(11, 19));
  const event = isProblem(entry)
    ? paint(entry.level === "WARN" ? "yellow" : "red", `${entry.level} ${entry.message}`)
    : summary(entry, paint);
  const fields = Object.entries(entry)
    .filter(([name]) => !hiddenFields.has(name) && !summaryFields.has(name))
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => paint("dim", `${name}=${value}`));
  return [time, event, ...fields].join("  ");
}

/** Fields that `summary` shows without their names. */
const summaryFields = new Set([
  "outcome",
  "status",
  "to",
  "from",
  "number",
  "kind",
  "messageId",
  "batchId",
  "providerMessageId",
]);

const summaryWords: Readonly<Record<string, readonly [name: string, verb: string]>> = {
  message_requeued: ["message", "waits"],
  message_adopted: ["message", "found"],
  inbound_received: ["inbound", "received"],
  opt_out_recorded: ["opt-out", ""],
  batch_imported: ["batch", "imported"],
  batch_started: ["batch", "started"],
  batch_held: ["batch", "held"],
  batch_ended: ["batch", ""],
};

const good = new Set(["accepted", "delivered", "read", "received", "completed"]);
const bad = new Set(["rejected", "failed", "undelivered", "unknown", "suppressed", "expired"]);

function summary(entry: Entry, paint: Paint): string {
  const [name, verb] = summaryWords[String(entry.code)] ?? ["message", ""];
  const state = String(verb || (entry.outcome ?? entry.status ?? entry.kind ?? ""));
  const color = good.has(state) ? "green" : bad.has(state) ? "red" : "yellow";
  const party = entry.to ?? entry.from ?? entry.number ?? "";
  const id = entry.messageId ?? entry.batchId ?? "";
  return [paint("cyan", name.padEnd(7)), paint(color, state.padEnd(10)), String(party), paint("dim", String(id))]
    .filter((part) => part !== "")
    .join("  ")
    .trimEnd();
}

/** The log entry in a line. Undefined if the line is not a log entry. */
export function entryIn(line: string): Entry | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return Object(JSON.parse(line));
  } catch {
    return undefined;
  }
}
