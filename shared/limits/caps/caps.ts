import { now } from "../../kernel/clock.ts";
import type { Counter } from "../buckets/bucket-rule.ts";
import { messagesIn, microDollarsIn } from "../limit-keys.ts";
import type { Limits } from "../limits.ts";
import { estimatedMicroDollars } from "./price-estimate.ts";

/** The present calendar month in UTC, by which caps count, such as `2026-11`. */
export const thisMonth = (): string => new Date(now()).toISOString().slice(0, 7);

/** The moment at which the caps reset: the beginning of the next month in UTC, in epoch milliseconds. */
export const nextMonth = (): number => {
  const today = new Date(now());
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 1, 1);
};

export type CapName = "monthlyMessages" | "monthlySpendUsd";

/** The counters of this month, with the amount that one send adds. Without a cap they count too, because getLimits shows the usage. */
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
 * Returns the caps that have reached their warning threshold. Every send beyond the threshold gets them, not only the one that crosses it,
 * so that a later send writes a warning that could not be written before.
 */
export const capsPast = (caps: readonly Counter[], counts: Readonly<Record<string, number>>): Counter[] =>
  caps.filter(({ name, most }) => isPastWarning(counts[name] ?? 0, most));

/** Returns the cap that refused a send, if the refusal proves that the count has reached the warning threshold. */
export const capsRefusing = (caps: readonly Counter[], counter: string | null): Counter[] =>
  caps.filter(({ name, add, most }) => name === counter && most !== null && isPastWarning(most - add + 1, most));

interface Used {
  month: string;
  messages: number;
  microDollars: number;
}

/** Returns the caps whose warning threshold the tenant's usage has reached, for example because they were lowered. */
export const capsUsed = (used: Used, limits: Limits): Counter[] =>
  capsPast(
    [
      { name: messagesIn(used.month), add: 0, most: limits.monthlyMessages },
      { name: microDollarsIn(used.month), add: 0, most: microDollarsOf(limits) },
    ],
    { [messagesIn(used.month)]: used.messages, [microDollarsIn(used.month)]: used.microDollars },
  );

/** Zero usage never triggers a warning, even for a cap of 0. */
const isPastWarning = (count: number, most: number | null): boolean =>
  most !== null && count > 0 && count >= most * warningShare;
