import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { type Function as LambdaFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { HubTable } from "./table.ts";

/**
 * Runs a function for every change of a table's rows. Lambda repeats a failed batch, halved, for as long as the stream keeps it: one
 * day. A dead-letter queue would not help, because it could only hold the position in that same stream.
 */
export function feedFromStream(worker: LambdaFunction, { name, streamArn }: HubTable): void {
  if (!streamArn) throw new Error(`${name} has no stream: feedsEvents is not set in tables.ts.`);
  worker.addToRolePolicy(
    new PolicyStatement({
      actions: [
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        // Lambda refuses a mapping if the role lacks this action.
        "dynamodb:ListStreams",
      ],
      resources: [streamArn],
    }),
  );
  worker.addEventSourceMapping("stream", {
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 100,
    // At several messages a second, one invocation serves many of them. Events come one second later for it.
    maxBatchingWindow: Duration.seconds(1),
    bisectBatchOnError: true,
  });
}
