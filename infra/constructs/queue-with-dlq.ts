import { Duration } from "aws-cdk-lib";
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
 * hour until somebody repairs the cause or, after 14 days, they are gone.
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
  return { queue: queueBefore(scope, id, { deadLetters, consumerTimeoutSeconds }), deadLetters };
}

/** A queue whose dead letters another one has too: whoever consumes those treats both alike. */
export const queueBefore = (
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
