import type { CodeChannel } from "../../api/channels.ts";
import type { Item } from "../../aws/dynamodb.ts";
import type { Scope } from "../../kernel/ids.ts";

/**
 * `exhausted` counts verifications whose attempts were used up. The others count codes: sent, used, refused by the provider, and not sent
 * because of abuse or of the number.
 */
export const dailyCounts = ["sent", "approved", "failed", "blocked", "exhausted"] as const;
export type DailyCount = (typeof dailyCounts)[number];

/** The results of a scope's codes of one day (UTC), to one country by one channel. */
export interface DailyFigures extends Readonly<Record<DailyCount, number>> {
  /** For example 2026-11-20. */
  day: string;
  /** ISO 3166-1 alpha-2. Null: numbers without a country. */
  country: string | null;
  channel: CodeChannel;
}

export const keptDays = 400;

export const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** No hash prefix contains a `#`, so a number's rows never lie in this partition. */
export const figuresPartition = (scope: Scope, day: string): string => `${scope}#conversion#${day}`;
export const figuresSort = (country: string | null, channel: CodeChannel): string => `${country ?? "none"}#${channel}`;

/** The only place that turns a row into figures. Rows are not validated, because only the hub writes them. */
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
