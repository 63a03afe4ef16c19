import type { SeenRequest } from "../http/seen-request.ts";
import type { Paint } from "./terminal-text.ts";
import { safeText } from "./terminal-text.ts";

const longestTarget = 120;
const longestReason = 300;

const shortened = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1)}…`;

/** One line for a request. Undefined for an accepted webhook, because its log entry has a line. */
export function requestLine({ door, ...seen }: SeenRequest, paint: Paint, at = new Date()): string | undefined {
  const isWebhook = door !== "api";
  if (isWebhook && seen.status < 400) return undefined;
  const color = seen.status >= 500 ? "red" : seen.status >= 400 ? "yellow" : "green";
  const path = isWebhook ? `${door} webhook` : shortened(safeText(seen.target), longestTarget);
  const reason = seen.reason === null ? "" : `  ${paint(color, shortened(safeText(seen.reason), longestReason))}`;
  return [
    paint("dim", timeOf(at)),
    seen.method.padEnd(6),
    paint(color, String(seen.status).padEnd(3)),
    `${path}${reason}`,
    paint("dim", `${seen.milliseconds} ms`),
  ].join("  ");
}

export const timeOf = (at: Date): string => at.toISOString().slice(11, 19);
