import { queryAll } from "../../aws/short-list.ts";
import { epochSeconds, now } from "../../kernel/clock.ts";
import { day } from "../../kernel/durations.ts";
import type { Scope } from "../../kernel/ids.ts";
import { verificationsTable } from "../verification-keys.ts";
import { type DailyFigures, dailyFiguresFromItem, dayOf, figuresPartition, keptDays } from "./daily-figures.ts";

const daysAtOnce = 20;

/** A scope's figures of the days (UTC) from `since` to `until` (epoch milliseconds), both included, oldest first. */
export const readDailyFigures = async (
  scope: Scope,
  { since, until }: { since: number; until: number },
): Promise<DailyFigures[]> => {
  const days: string[] = [];
  const oldest = Math.max(since, now() - keptDays * day);
  for (let at = Date.parse(dayOf(oldest)); at <= until; at += day) days.push(dayOf(at));
  const found: DailyFigures[] = [];
  for (let start = 0; start < days.length; start += daysAtOnce)
    found.push(...(await Promise.all(days.slice(start, start + daysAtOnce).map((day) => readDay(scope, day)))).flat());
  return found;
};

/** At most 750 small rows: one for each country and channel. */
const readDay = async (scope: Scope, day: string): Promise<DailyFigures[]> => {
  const rows = await queryAll({
    TableName: verificationsTable(),
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": figuresPartition(scope, day) },
  });
  const current = rows.filter(({ expiresAt }) => Number(expiresAt) > epochSeconds(now()));
  return current.map((row) => dailyFiguresFromItem(row, day));
};
