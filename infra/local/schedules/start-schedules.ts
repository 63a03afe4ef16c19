import type { FunctionHost } from "../lambda/function-host.ts";
import type { ScheduledFunction } from "./scheduled-functions.ts";

const minuteMs = 60_000;

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
  let lastMinute = Math.floor(Date.now() / minuteMs);
  if (crons.length > 0) {
    // Looking more often than once a minute keeps a slow timer from skipping one.
    const tick = setInterval(() => {
      const minute = Math.floor(Date.now() / minuteMs);
      if (minute === lastMinute) return;
      lastMinute = minute;
      for (const one of crons) if (one.isDue(new Date(minute * minuteMs))) invoke(one);
    }, 5000);
    timers.add(tick);
  }
  return {
    close() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
