import { now } from "../kernel/clock.ts";
import { Problem } from "../kernel/errors.ts";
import type { PausedBy } from "./held-by.ts";

/** For what is of no use later: a code is refused, where a message waits. */
export const sendingPaused = (held: PausedBy): Problem => {
  const { kind, reason, until } = held;
  const detail = kind === "sending_pause" ? `Sending is paused: ${reason}` : "Sending is paused.";
  const retryAfterSeconds = until === null ? undefined : Math.max(1, Math.ceil((Date.parse(until) - now()) / 1000));
  return new Problem("sending_paused", {
    detail,
    extensions: { pausedBy: held },
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
};
