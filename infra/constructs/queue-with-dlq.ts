import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, MathExpression, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export interface QueueWithDlq {
  queue: Queue;
  deadLetters: Queue;
}

/**
 * A queue and the one behind it for what five attempts could not do. Messages in flight stay invisible for six times their
 * consumer's timeout (invariant 5), so that a slow attempt never meets a second one.
 *
 * Whoever consumes the dead letters leaves those it cannot settle where they are: each is looked at again every quarter of an
 * hour until somebody repairs the cause or, after 14 days, they are gone. The alarm therefore counts what stands there, hidden
 * or not; the age of the oldest message would not do, SQS leaves out messages that were received more than three times.
 */
export function queueWithDlq(
  scope: Construct,
  id: string,
  { consumerTimeoutSeconds, alarmTopic }: { consumerTimeoutSeconds: number; alarmTopic?: ITopic },
): QueueWithDlq {
  const deadLetters = new Queue(scope, `${id}-dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.minutes(15),
  });
  const queue = new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(6 * consumerTimeoutSeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
  if (alarmTopic)
    alarmOnDeadLetters(scope, `${id}-dead-letters-alarm`, deadLetters).addAlarmAction(new SnsAction(alarmTopic));
  return { queue, deadLetters };
}

const alarmOnDeadLetters = (scope: Construct, id: string, deadLetters: Queue) => {
  const period = Duration.minutes(5);
  return new MathExpression({
    label: "Dead letters",
    expression: "visible + hidden",
    usingMetrics: {
      visible: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: "Minimum" }),
      hidden: deadLetters.metricApproximateNumberOfMessagesNotVisible({ period, statistic: "Minimum" }),
    },
    period,
  }).createAlarm(scope, id, {
    alarmDescription: "Work that failed five times has been waiting for a quarter of an hour: messages stand still.",
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 3,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
};
