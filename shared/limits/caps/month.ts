import { now } from "../../kernel/clock.ts";

/** The calendar month in UTC that caps count by: `2026-11`. */
export const thisMonth = (): string => new Date(now()).toISOString().slice(0, 7);

/** When the caps begin anew: the first moment of the next month in UTC, epoch milliseconds. */
export const nextMonth = (): number => {
  const today = new Date(now());
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
};
