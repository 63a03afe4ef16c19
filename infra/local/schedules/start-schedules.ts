import { minute, second } from "../../../shared/kernel/durations.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { ScheduledFunction } from "./scheduled-functions.ts";

/** A timer with a longer delay would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Invokes functions by their schedules until closed. The first invocation is one period after the start. */
export function startSchedules(scheduled: ScheduledFunction[], host: FunctionHost): { close: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  // An asynchronous invocation: nobody waits for the result, and the function's own log shows a failure.
  const invoke = ({ functionName, event }: ScheduledFunction) => void host.invoke(functionName, event());

  const crons = scheduled.flatMap((one) =>
    one.schedule.kind === "cron" ? [{ ...one, isDue: one.schedule.isDue }] : [],
  );
  for (const one of scheduled) {
    if (one.schedule.kind === "rate")
      timers.add(setInterval(() => invoke(one), Math.min(one.schedule.everyMs, longestTimerMs)));
  }
  let lastMinute = Math.floor(Date.now() / minute);
  if (crons.length > 0) {
    // A check every 5 s makes sure that a slow timer never skips a minute.
    const tick = setInterval(() => {
      const current = Math.floor(Date.now() / minute);
      if (current === lastMinute) return;
      lastMinute = current;
      for (const one of crons) if (one.isDue(new Date(current * minute))) invoke(one);
    }, 5 * second);
    timers.add(tick);
  }
  return {
    close() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
