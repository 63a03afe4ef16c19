import { clockChangeBetween, timeOfDayAt } from "./local-time.ts";

export interface QuietHours {
  /** HH:MM on the clocks of the time zone; quiet from `start` up to and without `end`, over midnight where `start` is the later one. */
  start: string;
  end: string;
  timeZone: string;
}

export interface Quiet {
  quiet: boolean;
  /** When it is over; absent where it is not quiet. */
  until?: Date;
}

const dayMilliseconds = 24 * 3_600_000;

/**
 * Whether the clock on the recipient's wall shows a quiet hour. It goes by what the clock shows: where it is set back, an hour counts
 * both times; where it is set forward past the end, the quiet is over with that. `start` equal to `end` is never quiet. Pure.
 */
export const inQuietHours = (quietHours: QuietHours, at: Date): Quiet =>
  isQuietAt(quietHours, at.getTime())
    ? { quiet: true, until: new Date(endAfter(quietHours, at.getTime())) }
    : { quiet: false };

const isQuietAt = ({ start, end, timeZone }: QuietHours, at: number): boolean => {
  const [from, to, time] = [millisecondsOf(start), millisecondsOf(end), timeOfDayAt(timeZone, at)];
  return from <= to ? from <= time && time < to : time >= from || time < to;
};

/** The first moment after `at`, which is quiet, that is not. */
const endAfter = (quietHours: QuietHours, at: number): number => {
  const { end, timeZone } = quietHours;
  const toGo = millisecondsOf(end) - timeOfDayAt(timeZone, at);
  const expected = at + (toGo > 0 ? toGo : toGo + dayMilliseconds);
  const change = clockChangeBetween(timeZone, at, expected);
  if (change === null) return expected;
  return isQuietAt(quietHours, change) ? endAfter(quietHours, change) : change;
};

const millisecondsOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return (hours * 60 + minutes) * 60_000;
};
