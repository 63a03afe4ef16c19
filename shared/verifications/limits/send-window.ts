import { now } from "../../kernel/clock.ts";
import { Problem } from "../../kernel/errors.ts";
import type { Draw } from "../../limits/all-or-nothing.ts";
import { limitTold } from "../../limits/limit-told.ts";
import type { Hindrance, SlidingWindow } from "../../limits/windows/sliding-window.ts";
import { enter, leave } from "../../limits/windows/window-writes.ts";
import { sendWindow } from "./number-windows.ts";

const saysOf = (hindrance: Hindrance, { most, cooldowns = [] }: SlidingWindow): string =>
  hindrance === "full"
    ? `This number was sent as many codes within an hour as it may be: sendsPerNumberPerHour, ${most}.`
    : `This number was sent a code just now: cooldownSeconds, ${cooldowns.map((wait) => wait / 1000).join(", ")}.`;

/** Enters the number's window of sends, and tells when the next one fits (epoch milliseconds). Throws rate_limited. */
export const enterSendWindow = async (
  ...ofNumber: Parameters<typeof sendWindow>
): Promise<Draw & { nextSendAt: number }> => {
  const window = sendWindow(...ofNumber);
  const entered = await enter(window);
  if (entered.granted) return { nextSendAt: entered.nextAt, giveBack: () => leave(window, entered.entry) };
  throw new Problem(
    "rate_limited",
    limitTold({
      says: saysOf(entered.hindrance, window),
      limit: entered.hindrance === "full" ? "perNumber" : "cooldown",
      change: "verification-policy",
      waitMilliseconds: entered.nextAt - now(),
      extensions: { nextSendAt: new Date(entered.nextAt).toISOString() },
    }),
  );
};
