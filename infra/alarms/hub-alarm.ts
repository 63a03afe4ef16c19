import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../environments.ts";

export interface HubAlarm {
  id: string;
  metric: IMetric;
  /** The number of consecutive five-minute periods. */
  periods: number;
  /** The alarm rings at `atLeast` and above. A heartbeat, a metric that must never stop, rings below `below`. */
  limit: { atLeast: number } | { below: number };
  /** Tells the person on call what the alarm means for the hub's users. */
  impact: string;
  /** The section of docs/runbook.md. */
  runbook: string;
}

/** The link in an alarm's description. */
export const runbookUrl = (section: string): string =>
  `https://github.com/phonehub/phonehub/blob/main/docs/runbook.md#${section}`;

/** Defines an alarm that notifies the topic when it rings and when it is over. */
export function hubAlarm(scope: Construct, settings: EnvironmentSettings, alarm: HubAlarm, topic: ITopic): Alarm {
  const { id, metric, periods, limit, impact, runbook } = alarm;
  const isHeartbeat = "below" in limit;
  const resource = new Alarm(scope, id, {
    alarmName: `PhoneHub-${settings.name}-${id}`,
    alarmDescription: `${impact} What to do: ${runbookUrl(runbook)}`,
    metric,
    evaluationPeriods: periods,
    threshold: isHeartbeat ? limit.below : limit.atLeast,
    comparisonOperator: isHeartbeat
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: isHeartbeat ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  resource.addAlarmAction(new SnsAction(topic));
  resource.addOkAction(new SnsAction(topic));
  return resource;
}
