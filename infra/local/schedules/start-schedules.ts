import { minute, second } from "../../../shared/kernel/durations.ts";
import type { FunctionHost } from "../lambda/function-host.ts";
import type { ScheduledFunction } from "./scheduled-functions.ts";

/** Beyond this a timer would go off at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Invokes functions as their schedules say, the first time one period after the start, until closed. */
export function startSchedules(scheduled: ScheduledFunction[], host: FunctionHost): { close: () => void } {
  const timers = new Set<NodeJS.Timeout>();
  // An asynchronous invocation: nobody waits for the answer, and the function's own log tells of a failure.
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
    // Looking more often than once a minute keeps a slow timer from skipping one.
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
