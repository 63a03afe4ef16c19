import { now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import type { LogCode } from "./log-codes.ts";
import { metricEntries, metricsNamespace } from "./metrics.ts";

type Line = Readonly<Record<string, unknown>>;

/**
 * The extra fields from which CloudWatch reads the metrics of a log line, in the Embedded Metric Format:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html. The values of the
 * dimensions are the line's own fields, except `environment`.
 */
export const embeddedMetrics = (code: LogCode, line: Line): Line => {
  const values: Record<string, number> = {};
  const directives = [];
  for (const [name, { on, where = {}, unit, value, dimensions }] of metricEntries) {
    const measured = value === undefined ? 1 : line[value];
    const counts =
      on.includes(code) &&
      typeof measured === "number" &&
      dimensions.every((dimension) => line[dimension]) &&
      Object.entries(where).every(([field, required]) => line[field] === required);
    if (!counts) continue;
    values[name] = measured;
    directives.push({
      Namespace: metricsNamespace,
      Dimensions: [["environment", ...dimensions]],
      Metrics: [{ Name: name, Unit: unit }],
    });
  }
  if (directives.length === 0) return {};
  return { environment: config.environment(), _aws: { Timestamp: now(), CloudWatchMetrics: directives }, ...values };
};
