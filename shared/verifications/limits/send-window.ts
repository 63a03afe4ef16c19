import { now } from "../../clock.ts";
import { Problem } from "../../errors.ts";
import type { Draw } from "../../limits/all-or-nothing.ts";
import type { Hindrance } from "../../limits/sliding-window.ts";
import { enter, leave } from "../../limits/window-writes.ts";
import { sendWindow } from "./limit-windows.ts";

const sentences: Readonly<Record<Hindrance, string>> = {
  full: "This number was sent as many codes within an hour as it may be.",
  cooldown: "This number was sent a code just now.",
};

/** Enters the number's window of sends, and tells when the next one fits (epoch milliseconds). Throws rate_limited. */
export const enterSendWindow = async (
  ...ofNumber: Parameters<typeof sendWindow>
): Promise<Draw & { nextSendAt: number }> => {
  const window = sendWindow(...ofNumber);
  const entered = await enter(window);
  if (entered.granted) return { nextSendAt: entered.nextAt, giveBack: () => leave(window, entered.entry) };
  throw new Problem("rate_limited", {
    detail: sentences[entered.hindrance],
    retryAfterSeconds: (entered.nextAt - now()) / 1000,
    extensions: {
      limit: entered.hindrance === "full" ? "perNumber" : "cooldown",
      nextSendAt: new Date(entered.nextAt).toISOString(),
    },
  });
};
