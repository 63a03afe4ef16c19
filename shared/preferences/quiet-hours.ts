import { day, hour, minute } from "../kernel/durations.ts";
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

/**
 * Whether the clock on the recipient's wall shows a quiet hour. It goes by what the clock shows: where it is set back, an hour counts
 * both times; where it is set forward past the end, the quiet is over with that. `start` equal to `end` is never quiet. Pure.
 */
export const inQuietHours = (quietHours: QuietHours, at: Date): Quiet =>
  isQuietAt(quietHours, at.getTime())
    ? { quiet: true, until: new Date(endAfter(quietHours, at.getTime())) }
    : { quiet: false };

/** Quiet hours of somebody who may be in any of several time zones. */
export interface QuietHoursAnywhere extends Pick<QuietHours, "start" | "end"> {
  /** The likeliest first. */
  timeZones: readonly string[];
}

/**
 * Whether it is quiet in any of the zones, and until when in one or another. Where some zone is quiet at any hour of the day, the first
 * zone's clock holds: else nothing would ever be sent. Pure.
 */
export const inQuietHoursAnywhere = ({ start, end, timeZones }: QuietHoursAnywhere, at: Date): Quiet => {
  const clocks = timeZones.map((timeZone) => ({ start, end, timeZone }));
  const [first] = clocks;
  let until = at;
  for (;;) {
    const ends = clocks.flatMap((clock) => inQuietHours(clock, until).until?.getTime() ?? []);
    if (ends.length === 0) return until === at ? { quiet: false } : { quiet: true, until };
    until = new Date(Math.max(...ends));
    if (first && until.getTime() > at.getTime() + 2 * day) return inQuietHours(first, at);
  }
};

const isQuietAt = ({ start, end, timeZone }: QuietHours, at: number): boolean => {
  const [from, to, time] = [millisecondsOf(start), millisecondsOf(end), timeOfDayAt(timeZone, at)];
  return from <= to ? from <= time && time < to : time >= from || time < to;
};

/** The first moment after `at`, which is quiet, that is not. */
const endAfter = (quietHours: QuietHours, at: number): number => {
  const { end, timeZone } = quietHours;
  const toGo = millisecondsOf(end) - timeOfDayAt(timeZone, at);
  const expected = at + (toGo > 0 ? toGo : toGo + day);
  const change = clockChangeBetween(timeZone, at, expected);
  if (change === null) return expected;
  return isQuietAt(quietHours, change) ? endAfter(quietHours, change) : change;
};

const millisecondsOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * hour + minutes * minute;
};
