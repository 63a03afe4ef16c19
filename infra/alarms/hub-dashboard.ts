import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  MathExpression,
} from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";
import { metricEntries, metricsNamespace } from "../../shared/observability/metrics.ts";
import { apiMetric, functionMetric, type Observed, period, queueMetric } from "../observed.ts";

/** One page for the person on call: alarms, requests, queues, unattended functions, then every metric of the hub. */
export function hubDashboard(scope: Construct, observed: Observed, alarms: readonly IAlarm[]): Dashboard {
  const { settings, apiId, queues, eraserQueues, functions } = observed;
  const named = { ...functions.unattended, authorizer: functions.authorizer };
  const ofFunctions = (metricName: string, statistic: string) =>
    Object.values(named).map((name) => functionMetric(metricName, statistic, name));
  const ofQueues = (metricName: string, which: "queue" | "deadLetters") =>
    Object.values(queues).map((pair) => queueMetric(metricName, pair[which], "Maximum"));
  const widgets = [
    graph("Requests and failures", [
      apiMetric("Count", apiId, "Sum"),
      apiMetric("4xx", apiId, "Sum"),
      apiMetric("5xx", apiId, "Sum"),
    ]),
    graph("API latency, ms", [apiMetric("Latency", apiId, "p50"), apiMetric("Latency", apiId, "p95")]),
    graph("Queue: oldest message, s", [
      ...ofQueues("ApproximateAgeOfOldestMessage", "queue"),
      ...Object.values(eraserQueues).map((queue) => queueMetric("ApproximateAgeOfOldestMessage", queue, "Maximum")),
    ]),
    graph("Queue: dead letters", ofQueues("ApproximateNumberOfMessagesVisible", "deadLetters")),
    graph("Webhooks, workers, authorizer: errors", ofFunctions("Errors", "Sum")),
    graph("Webhooks, workers, authorizer: p95, ms", ofFunctions("Duration", "p95")),
    ...metricEntries.map(([name, { means, unit, dimensions }]) => {
      const schema = ["environment", ...dimensions].join(",");
      const statistic = unit === "Milliseconds" ? "p95" : "Sum";
      const search = `{${metricsNamespace},${schema}} MetricName="${name}" environment="${settings.name}"`;
      return graph(means, [
        new MathExpression({ expression: `SEARCH('${search}', '${statistic}', 300)`, label: "", period }),
      ]);
    }),
  ];
  const status =
    alarms.length > 0 ? [[new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 24 })]] : [];
  return new Dashboard(scope, "dashboard", {
    dashboardName: `PhoneHub-${settings.name}`,
    widgets: [...status, ...pairs(widgets)],
  });
}

const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12 });

const pairs = (widgets: readonly GraphWidget[]): GraphWidget[][] =>
  widgets.flatMap((_, position) => (position % 2 === 0 ? [widgets.slice(position, position + 2)] : []));
