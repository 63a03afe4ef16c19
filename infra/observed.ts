import { Duration } from "aws-cdk-lib";
import { type IMetric, MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { type MetricName, metricsNamespace } from "../shared/observability/metrics.ts";
import type { Data } from "./constructs/data.ts";
import type { EnvironmentName, EnvironmentSettings } from "./environments.ts";

/** The resources that alarms and the dashboard watch. */
export interface Observed {
  settings: EnvironmentSettings;
  apiId: string;
  queues: Data["queues"];
  eraserQueues: Data["eraserQueues"];
  /** The functions' names in AWS. */
  functions: {
    authorizer: string;
    /** Nobody waits for an answer of these functions, so no 5xx shows their errors. */
    unattended: Readonly<Record<string, string>>;
  };
}

type Dimensions = Readonly<Record<string, string>>;

export const period = Duration.minutes(5);

/** A metric of shared/observability/metrics.ts. */
export const hubMetric = (
  environment: EnvironmentName,
  metricName: MetricName,
  statistic: string,
  dimensions: Dimensions = {},
): IMetric =>
  new Metric({
    namespace: metricsNamespace,
    metricName,
    statistic,
    dimensionsMap: { environment, ...dimensions },
    period,
  });

export const queueMetric = (metricName: string, { queueName }: IQueue, statistic: string): IMetric =>
  new Metric({ namespace: "AWS/SQS", metricName, statistic, dimensionsMap: { QueueName: queueName }, period });

export const apiMetric = (metricName: string, apiId: string, statistic: string): IMetric =>
  new Metric({ namespace: "AWS/ApiGateway", metricName, statistic, dimensionsMap: { ApiId: apiId }, period });

/** A metric of one function. Without `functionName`: of all functions in this account and region. */
export const functionMetric = (metricName: string, statistic: string, functionName?: string): IMetric =>
  new Metric({
    namespace: "AWS/Lambda",
    metricName,
    statistic,
    ...(functionName && { dimensionsMap: { FunctionName: functionName } }),
    period,
  });

/** The sum. A metric without data counts as zero. */
export const total = (label: string, metrics: readonly IMetric[]): IMetric =>
  new MathExpression({
    label,
    expression: metrics.map((_, position) => `FILL(m${position}, 0)`).join(" + "),
    usingMetrics: Object.fromEntries(metrics.map((metric, position) => [`m${position}`, metric])),
    period,
  });

/** The largest value. A metric without data counts as zero. */
export const largest = (label: string, metrics: readonly IMetric[]): IMetric =>
  new MathExpression({
    label,
    expression: `MAX([${metrics.map((_, position) => `FILL(m${position}, 0)`).join(", ")}])`,
    usingMetrics: Object.fromEntries(metrics.map((metric, position) => [`m${position}`, metric])),
    period,
  });

/** `part` of `whole` in percent. Zero while `whole` is below 20, so that one failure at night wakes nobody. */
export const percentage = (label: string, part: IMetric, whole: IMetric): IMetric =>
  new MathExpression({
    label,
    expression: "IF(FILL(whole, 0) >= 20, 100 * FILL(part, 0) / whole, 0)",
    usingMetrics: { part, whole },
    period,
  });
