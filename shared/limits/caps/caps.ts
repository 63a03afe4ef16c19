import { now } from "../../kernel/clock.ts";
import type { Counter } from "../buckets/bucket-rule.ts";
import { messagesIn, microDollarsIn } from "../limit-keys.ts";
import type { Limits } from "../limits.ts";
import { estimatedMicroDollars } from "./price-estimate.ts";

/** The calendar month in UTC that caps count by: `2026-11`. */
export const thisMonth = (): string => new Date(now()).toISOString().slice(0, 7);

/** When the caps begin anew: the first moment of the next month in UTC, epoch milliseconds. */
export const nextMonth = (): number => {
  const today = new Date(now());
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
};

export type CapName = "monthlyMessages" | "monthlySpendUsd";

/** What one send adds to this month's counters, and where they end. Counted without a cap too: getLimits shows it. */
export const capsOf = (limits: Limits, send: Parameters<typeof estimatedMicroDollars>[0]): Counter[] => {
  const month = thisMonth();
  return [
    { name: messagesIn(month), add: 1, most: limits.monthlyMessages },
    { name: microDollarsIn(month), add: estimatedMicroDollars(send), most: microDollarsOf(limits) },
  ];
};

const microDollarsOf = ({ monthlySpendUsd }: Limits): number | null =>
  monthlySpendUsd === null ? null : Math.round(monthlySpendUsd * 1_000_000);

export const capNamed = (counter: string): CapName =>
  counter.startsWith("messages") ? "monthlyMessages" : "monthlySpendUsd";

const warningShare = 0.8;

/**
 * The caps whose warning line is passed by what is counted. Not only by the send that crosses it: a warning that could not be written then
 * is written with a later one.
 */
export const capsPast = (caps: readonly Counter[], counts: Readonly<Record<string, number>>): Counter[] =>
  caps.filter(({ name, most }) => isPastWarning(counts[name] ?? 0, most));

/** The cap that refused a send, where its being refused tells that the warning line is passed: at least so much is counted. */
export const capsRefusing = (caps: readonly Counter[], counter: string | null): Counter[] =>
  caps.filter(({ name, add, most }) => name === counter && most !== null && isPastWarning(most - add + 1, most));

interface Used {
  month: string;
  messages: number;
  microDollars: number;
}

/** The caps whose warning line is passed by what a tenant has used: those that were set, or lowered, to there. */
export const capsUsed = (used: Used, limits: Limits): Counter[] =>
  capsPast(
    [
      { name: messagesIn(used.month), add: 0, most: limits.monthlyMessages },
      { name: microDollarsIn(used.month), add: 0, most: microDollarsOf(limits) },
    ],
    { [messagesIn(used.month)]: used.messages, [microDollarsIn(used.month)]: used.microDollars },
  );

/** Of nothing used nothing is past its line, though the cap be nothing. */
const isPastWarning = (count: number, most: number | null): boolean =>
  most !== null && count > 0 && count >= most * warningShare;
