import type { Counter } from "./bucket-writes.ts";
import { messagesIn, microDollarsIn } from "./limit-keys.ts";
import type { Limits } from "./limits.ts";
import { thisMonth } from "./month.ts";
import { estimatedMicroDollars } from "./price-estimate.ts";

export type CapName = "monthlyMessages" | "monthlySpendUsd";

/** What one send adds to this month's counters, and where they end. Counted without a cap too: getLimits shows it. */
export const capsOf = (limits: Limits, send: Parameters<typeof estimatedMicroDollars>[0]): Counter[] => {
  const month = thisMonth();
  const { monthlyMessages, monthlySpendUsd } = limits;
  return [
    { name: messagesIn(month), add: 1, most: monthlyMessages },
    {
      name: microDollarsIn(month),
      add: estimatedMicroDollars(send),
      most: monthlySpendUsd === null ? null : Math.round(monthlySpendUsd * 1_000_000),
    },
  ];
};

export const capNamed = (counter: string): CapName =>
  counter.startsWith("messages") ? "monthlyMessages" : "monthlySpendUsd";

const warningShare = 0.8;

/** The caps that this very send took past their warning line: each is crossed by one send alone, for the counters are atomic. */
export const capsCrossed = (caps: readonly Counter[], counts: Readonly<Record<string, number>>): Counter[] =>
  caps.filter(({ name, add, most }) => {
    const count = counts[name] ?? 0;
    return most !== null && count >= most * warningShare && count - add < most * warningShare;
  });
