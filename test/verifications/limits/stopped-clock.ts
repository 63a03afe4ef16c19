import { setClock } from "../../../shared/kernel/clock.ts";

export interface StoppedClock {
  now: () => number;
  advance: (milliseconds: number) => void;
  restore: () => void;
}

/** A clock that stops until the test moves it. */
export const stopClock = (at = Date.UTC(2026, 10, 20, 12)): StoppedClock => {
  let moment = at;
  return {
    now: () => moment,
    advance: (milliseconds) => {
      moment += milliseconds;
    },
    restore: setClock(() => moment),
  };
};
