import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

export interface QueueWithDlq {
  queue: Queue;
  deadLetters: Queue;
}

/**
 * A queue, and its DLQ for messages that failed in five attempts. A message in flight stays invisible for six times its consumer's
 * timeout (invariant 5), so that a slow attempt never runs beside a second one.
 *
 * The consumer of the DLQ leaves a message that it cannot settle in the DLQ. SQS delivers it again every 15 minutes until somebody
 * repairs the cause, and deletes it after 14 days.
 */
export function queueWithDlq(
  scope: Construct,
  id: string,
  { consumerTimeoutSeconds }: { consumerTimeoutSeconds: number },
): QueueWithDlq {
  const deadLetters = new Queue(scope, `${id}-dead-letters`, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    visibilityTimeout: Duration.minutes(15),
  });
  return { queue: queueSharingDlq(scope, id, { deadLetters, consumerTimeoutSeconds }), deadLetters };
}

/** A queue that shares the DLQ of another queue. The DLQ's consumer treats the messages of both alike. */
export const queueSharingDlq = (
  scope: Construct,
  id: string,
  { deadLetters, consumerTimeoutSeconds }: { deadLetters: Queue; consumerTimeoutSeconds: number },
): Queue =>
  new Queue(scope, id, {
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(4),
    visibilityTimeout: Duration.seconds(6 * consumerTimeoutSeconds),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: 5 },
  });
