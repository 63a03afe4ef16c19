import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { HubTable } from "./table.ts";

/**
 * Has a function work on every change of a table's rows. A batch it fails comes again, halved, for as long as the stream keeps it: a
 * day. There is nothing a dead-letter queue could hold but the place in that same stream.
 */
export function feedFromStream(worker: LambdaFunction, { name, streamArn }: HubTable): void {
  if (!streamArn) throw new Error(`${name} has no stream: feedsEvents is not set in tables.ts.`);
  worker.addToRolePolicy(
    new PolicyStatement({
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        // Lambda refuses a mapping whose role lacks it.
        "dynamodb:ListStreams",
      ],
      resources: [streamArn],
    }),
  );
  worker.addEventSourceMapping("stream", {
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    // At some messages a second one invocation serves many of them, and events are a second late.
    maxBatchingWindow: Duration.seconds(1),
    bisectBatchOnError: true,
  });
}
