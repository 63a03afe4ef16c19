import { readFileSync } from "node:fs";
import { type EnvironmentSettings, environments } from "../../../../infra/environments.ts";
import { metrics } from "../../../../shared/observability/metrics.ts";
import {
  type FoundResource,
  resourcesOf,
  type SynthesisedTemplate,
  synthesise,
} from "../../../infra/templates/reading/synthesise.ts";
import { assumptions, dollars, pricesAsOf } from "./prices.ts";

type Templates = readonly SynthesisedTemplate[];

/** One line of the table, in dollars a month. */
interface Item {
  what: string;
  idle: number;
  busy: number;
}

const { hoursOfMonth, busyMonth, scheduledRun } = assumptions;

/** The monthly cost of an environment, from the resources in its templates and the benchmark's cost of a message. */
export const monthlyCost = (templates: Templates, benchmarks: string): Item[] => [
  fixed("KMS keys", resourcesOf(templates, "AWS::KMS::Key").length * dollars.kmsKeyMonth),
  fixed("alarms, by watched metric", watchedMetrics(templates) * dollars.alarmMetricMonth),
  fixed("dashboards", resourcesOf(templates, "AWS::CloudWatch::Dashboard").length * dollars.dashboardMonth),
  fixed("Lambda polling the queues", polledQueues(templates) * pollsOfMonth * dollars.sqsPoll),
  fixed("scheduled functions", scheduledCost(templates)),
  {
    what: "custom metrics",
    idle: metricsOf(isIdle) * dollars.customMetricMonth,
    busy: metricsOf(() => true) * dollars.customMetricMonth,
  },
  busyOnly(
    "messages sent, with two callbacks",
    busyMonth.sends * measured(benchmarks, /\| send with two callbacks \| ([\d.]+) \|/),
  ),
  busyOnly("messages received", busyMonth.inbound * measured(benchmarks, /\| inbound message \| (\d+\.\d+) \|/)),
  busyOnly(
    "verifications",
    busyMonth.verifications * measured(benchmarks, /started and approved, costs \$([\d.]+) per million/),
  ),
  busyOnly("tables, for each month that messages are kept", storedGigabytes * gigabyteMonth(templates)),
];

const fixed = (what: string, cost: number): Item => ({ what, idle: cost, busy: cost });
const busyOnly = (what: string, cost: number): Item => ({ what, idle: 0, busy: cost });

/** AWS charges an alarm over an expression for each metric in it. */
const watchedMetrics = (templates: Templates): number =>
  resourcesOf(templates, "AWS::CloudWatch::Alarm").reduce((sum, { Properties: { Metrics } }) => {
    const inExpression = Array.isArray(Metrics) ? Metrics.filter((one) => Object(one).MetricStat !== undefined) : [];
    return sum + Math.max(1, inExpression.length);
  }, 0);

const pollsOfMonth = (assumptions.pollers * hoursOfMonth * 3600) / assumptions.pollSeconds;

/** Only queues: Lambda polls DynamoDB's streams for free. */
const polledQueues = (templates: Templates): number =>
  resourcesOf(templates, "AWS::Lambda::EventSourceMapping").filter(
    ({ Properties }) => Properties.StartingPosition === undefined,
  ).length;

const scheduledCost = (templates: Templates): number =>
  resourcesOf(templates, "AWS::Events::Rule").reduce((sum, rule) => sum + runsOfMonth(rule) * runCost, 0);

const runsOfMonth = ({ id, Properties: { ScheduleExpression } }: FoundResource): number => {
  const [, count, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(String(ScheduleExpression)) ?? [];
  if (!count) throw new Error(`${id} has no rate: ${ScheduleExpression}`);
  return (hoursOfMonth * (unit === "hour" ? 1 : 60)) / Number(count);
};

/** Our functions have half a gigabyte. */
const runCost =
  dollars.lambdaRequest +
  (scheduledRun.milliseconds / 1000) * 0.5 * dollars.lambdaGigabyteSecond +
  scheduledRun.readUnits * dollars.readUnit +
  ((scheduledRun.logBytes + assumptions.platformLogBytes) / 1e9) * dollars.logGigabyte;

type Metric = (typeof metrics)[keyof typeof metrics];

/** AWS charges for a metric in each month in which it is published. An idle hub publishes only the metrics of its schedules. */
const isIdle = ({ on }: Metric): boolean => on.every((code: string) => code === "sweep_finished");

const metricsOf = (isCounted: (metric: Metric) => boolean): number =>
  Object.values(metrics)
    .filter(isCounted)
    .reduce((sum, { dimensions }) => sum + valuesOf(dimensions), 0);

const valuesOf = (dimensions: readonly (keyof typeof assumptions.dimensionValues)[]): number =>
  dimensions.reduce((product, dimension) => product * assumptions.dimensionValues[dimension], 1);

/** The dollars for one, from the figure per million in docs/benchmarks.md. */
const measured = (benchmarks: string, pattern: RegExp): number => {
  const [, perMillion] = pattern.exec(benchmarks) ?? [];
  if (perMillion === undefined) throw new Error(`docs/benchmarks.md has no figure for ${pattern}.`);
  return Number(perMillion) / 1e6;
};

const storedGigabytes = (busyMonth.sends * busyMonth.storedKilobytesPerMessage) / 1e6;

const gigabyteMonth = (templates: Templates): number => {
  const isRecoverable = resourcesOf(templates, "AWS::DynamoDB::Table").some(
    ({ Properties: { PointInTimeRecoverySpecification: recovery } }) =>
      Object(recovery).PointInTimeRecoveryEnabled === true,
  );
  return dollars.tableGigabyteMonth + (isRecoverable ? dollars.recoveryGigabyteMonth : 0);
};

const cellOf = (amount: number): string => (amount === 0 ? "" : amount.toFixed(2));
const totalOf = (items: readonly Item[], when: "idle" | "busy"): number =>
  items.reduce((sum, item) => sum + item[when], 0);

/** The table of docs/deploying.md: every environment, idle and busy. */
export const monthlyCostTable = (settings: readonly EnvironmentSettings[] = Object.values(environments)): string => {
  const benchmarks = readFileSync(new URL("../../../../docs/benchmarks.md", import.meta.url), "utf8");
  const columns = settings.map((one) => monthlyCost(synthesise(one), benchmarks));
  const cells = (of: (items: Item[]) => readonly [number, number]) => columns.flatMap(of).map(cellOf).join(" | ");
  const rows = (columns[0] ?? []).map(
    ({ what }, at) => `| ${what} | ${cells((items) => [items[at]?.idle ?? 0, items[at]?.busy ?? 0])} |`,
  );
  const totals = cells((items) => [totalOf(items, "idle"), totalOf(items, "busy")]);
  return [
    `| prices of ${pricesAsOf} | ${settings.map(({ name }) => `${name}, idle | ${name}, busy`).join(" | ")} |`,
    `|---|${"---:|".repeat(settings.length * 2)}`,
    ...rows,
    `| **total** | ${totals} |`,
    "",
  ].join("\n");
};

const [begin, end] = ["<!-- monthly cost -->\n", "<!-- end of monthly cost -->\n"];

/** Puts the current table into the page. Throws if the page has no place for it. */
export const withMonthlyCost = (page: string): string => {
  const [before, rest] = page.split(begin);
  const [, after] = rest?.split(end) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`docs/deploying.md has no table between ${begin.trim()} and ${end.trim()}.`);
  return `${before}${begin}${monthlyCostTable()}${end}${after}`;
};
