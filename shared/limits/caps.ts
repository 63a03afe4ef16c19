import type { Counter } from "./bucket-writes.ts";
import { messagesIn, microDollarsIn } from "./limit-keys.ts";
import type { Limits } from "./limits.ts";
import { thisMonth } from "./month.ts";
import { estimatedMicroDollars } from "./price-estimate.ts";

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

/** The caps that this very send took past their warning line: each is crossed by one send alone, for the counters are atomic. */
export const capsCrossed = (caps: readonly Counter[], counts: Readonly<Record<string, number>>): Counter[] =>
  caps.filter(({ name, add, most }) => {
    const count = counts[name] ?? 0;
    return most !== null && count >= most * warningShare && count - add < most * warningShare;
  });

interface Used {
  month: string;
  messages: number;
  microDollars: number;
}

/** The caps whose warning line a change of the limits put below what is used already: no send will cross those. */
export const capsUndercut = (used: Used, before: Limits, after: Limits): Counter[] =>
  [
    { name: messagesIn(used.month), used: used.messages, was: before.monthlyMessages, most: after.monthlyMessages },
    {
      name: microDollarsIn(used.month),
      used: used.microDollars,
      was: microDollarsOf(before),
      most: microDollarsOf(after),
    },
  ].flatMap(({ name, used: count, was, most }) =>
    isPastWarning(count, most) && !isPastWarning(count, was) ? [{ name, add: 0, most }] : [],
  );

/** Of nothing used nothing is past its line, though the cap be nothing. */
const isPastWarning = (count: number, most: number | null): boolean =>
  most !== null && count > 0 && count >= most * warningShare;
