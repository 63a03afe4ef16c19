import { day, hour, minute } from "../../../shared/kernel/durations.ts";

/** A schedule is due every `everyMs` milliseconds, or in each minute that a cron expression names. */
export type Schedule = { kind: "rate"; everyMs: number } | { kind: "cron"; isDue: (minute: Date) => boolean };

const unitMs = { minute, hour, day };

const monthNames = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const dayNames = "SUN MON TUE WED THU FRI SAT".split(" ");

/**
 * Parses `rate(5 minutes)` and `cron(0 3 * * ? *)`, in UTC, with lists, ranges, steps and names. Throws for the rare forms L, W and #.
 */
export function parseSchedule(expression: string): Schedule {
  const rate = expression.match(/^rate\((\d+) (minute|hour|day)s?\)$/);
  if (rate) {
    const unit = rate[2] === "minute" ? unitMs.minute : rate[2] === "hour" ? unitMs.hour : unitMs.day;
    return { kind: "rate", everyMs: Number(rate[1]) * unit };
  }
  const fields = expression.match(/^cron\((.+)\)$/)?.[1]?.split(" ");
  if (fields?.length !== 6) throw new Error(`The schedule ${expression} is not understood here.`);
  const [minute = "*", hour = "*", dayOfMonth = "*", month = "*", dayOfWeek = "*", year = "*"] = fields;
  const checks: ((at: Date) => boolean)[] = [
    matcher(minute, (at) => at.getUTCMinutes()),
    matcher(hour, (at) => at.getUTCHours()),
    matcher(dayOfMonth, (at) => at.getUTCDate()),
    matcher(named(month, monthNames, 1), (at) => at.getUTCMonth() + 1),
    matcher(named(dayOfWeek, dayNames, 1), (at) => at.getUTCDay() + 1), // 1 is Sunday
    matcher(year, (at) => at.getUTCFullYear()),
  ];
  return { kind: "cron", isDue: (at) => checks.every((check) => check(at)) };
}

const named = (field: string, names: string[], first: number) =>
  field.replace(/[A-Z]{3}/g, (name) => (names.includes(name) ? String(names.indexOf(name) + first) : name));

function matcher(field: string, read: (at: Date) => number): (at: Date) => boolean {
  if (field === "*" || field === "?") return () => true;
  const ranges = field.split(",").map((part) => {
    const found = part.match(/^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/);
    if (!found) throw new Error(`The schedule field ${part} is not understood here.`);
    const [, from, to, step] = found;
    const start = Number(from ?? 0);
    const end =
      to !== undefined ? Number(to) : from === undefined || step !== undefined ? Number.POSITIVE_INFINITY : start;
    return { start, end, step: Number(step ?? 1) };
  });
  return (at) => {
    const value = read(at);
    return ranges.some(({ start, end, step }) => value >= start && value <= end && (value - start) % step === 0);
  };
}
