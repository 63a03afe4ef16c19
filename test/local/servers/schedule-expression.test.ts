import { expect, test } from "vitest";
import { parseSchedule } from "../../../infra/local/schedules/expression.ts";

test.each([
  ["rate(1 minute)", 60_000],
  ["rate(5 minutes)", 300_000],
  ["rate(2 hours)", 7_200_000],
  ["rate(1 day)", 86_400_000],
])("parseSchedule() reads %s", (expression, everyMs) => {
  expect(parseSchedule(expression)).toEqual({ kind: "rate", everyMs });
});

// 20 November 2026 is a Friday.
test.each([
  ["cron(30 3 * * ? *)", "2026-11-20T03:30:00Z", "2026-11-20T03:31:00Z"],
  ["cron(0/15 * * * ? *)", "2026-11-20T03:45:00Z", "2026-11-20T03:50:00Z"],
  ["cron(0 8 ? * MON-FRI *)", "2026-11-20T08:00:00Z", "2026-11-21T08:00:00Z"],
  ["cron(0 0 1 JAN,NOV ? 2026)", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"],
])("parseSchedule() of %s is due at %s, not at %s", (expression, due, notDue) => {
  const schedule = parseSchedule(expression);
  const isDue = (at: string) => schedule.kind === "cron" && schedule.isDue(new Date(at));
  expect([isDue(due), isDue(notDue)]).toEqual([true, false]);
});

test.each(["rate(1 week)", "cron(0 0 L * ? *)", "at(2026-01-01T00:00:00)"])(
  "parseSchedule() refuses %s",
  (expression) => {
    expect(() => parseSchedule(expression)).toThrow("not understood");
  },
);
