import type { CodeChannel } from "../../api/channels.ts";
import type { Item } from "../../aws/dynamodb.ts";
import type { Scope } from "../../kernel/ids.ts";

/** `exhausted`: verifications that ended by wrong codes. The others count codes: sent, used, not taken by the provider, not sent for abuse or for the number's sake. */
export const dailyCounts = ["sent", "approved", "failed", "blocked", "exhausted"] as const;
export type DailyCount = (typeof dailyCounts)[number];

/** What became of a scope's codes in one day (UTC), to one country by one channel. */
export interface DailyFigures extends Readonly<Record<DailyCount, number>> {
  /** As in 2026-11-20. */
  day: string;
  /** ISO 3166-1 alpha-2; null for numbers of no country. */
  country: string | null;
  channel: CodeChannel;
}

export const keptDays = 400;

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** No hash prefix holds a `#`, so no number's rows can lie here. */
export const figuresPartition = (scope: Scope, day: string): string => `${scope}#conversion#${day}`;
export const figuresSort = (country: string | null, channel: CodeChannel): string => `${country ?? "none"}#${channel}`;

/** The one place where a row becomes a conversion; our own rows are trusted to hold what we wrote. */
export const dailyFiguresFromItem = (item: Item, day: string): DailyFigures => {
  const [country = "none", channel] = String(item.sk).split("#");
  const count = (name: DailyCount): number => Number(item[name] ?? 0);
  return {
    day,
    country: country === "none" ? null : country,
    channel: channel as CodeChannel,
    sent: count("sent"),
    approved: count("approved"),
    failed: count("failed"),
    blocked: count("blocked"),
    exhausted: count("exhausted"),
  };
};
