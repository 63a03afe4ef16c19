import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";

export interface HubAlarm {
  id: string;
  metric: IMetric;
  /** Five-minute periods in a row. */
  periods: number;
  /** What rings: values of so much and more, or, of what must never cease, values below it. */
  limit: { atLeast: number } | { below: number };
  /** What it means for those who use the hub, for whoever is woken by it. */
  impact: string;
  /** The section of docs/runbook.md. */
  runbook: string;
}

/** What an alarm's text links to. */
export const runbookUrl = (section: string): string =>
  `https://github.com/phonehub/phonehub/blob/main/docs/runbook.md#${section}`;

/** One alarm: it tells the topic when it rings and when it is over. */
export function hubAlarm(scope: Construct, settings: EnvironmentSettings, alarm: HubAlarm, topic: ITopic): Alarm {
  const { id, metric, periods, limit, impact, runbook } = alarm;
  const mustNotCease = "below" in limit;
  const made = new Alarm(scope, id, {
    alarmName: `PhoneHub-${settings.name}-${id}`,
    alarmDescription: `${impact} What to do: ${runbookUrl(runbook)}`,
    metric,
    evaluationPeriods: periods,
    threshold: mustNotCease ? limit.below : limit.atLeast,
    comparisonOperator: mustNotCease
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: mustNotCease ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  made.addAlarmAction(new SnsAction(topic));
  made.addOkAction(new SnsAction(topic));
  return made;
}
