import { Duration, type NestedStack } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as InvokeFunction } from "aws-cdk-lib/aws-events-targets";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Hub, HubFunction } from "../constructs/hub-function.ts";
import type { WebhookUrls } from "../function-environment.ts";
import { webhookUrlVariables } from "../function-environment.ts";
import { timeouts } from "../functions.ts";

/** The workers that import batches, start them at their time, and send them range by range. */
export function defineBatchWorkers(
  stack: NestedStack,
  { settings, data, webhookUrls }: Hub & { webhookUrls: WebhookUrls },
  worker: (props: HubFunction) => LambdaFunction,
): void {
  const { batches, ranges } = data.queues;
  const plan = worker({
    name: "workers/plan-batches",
    description: "Imports the recipients of batches and hands them out in ranges",
    timeoutSeconds: timeouts.planBatch,
    memoryMegabytes: 1769,
    queuesForItself: true,
  });
  plan.addEventSource(new SqsEventSource(batches.queue, { batchSize: 1, reportBatchItemFailures: true }));

  const run = worker({
    name: "workers/run-batch-ranges",
    description: "Sends batches, a range of recipients at a time",
    timeoutSeconds: timeouts.batchRange,
    queuesForItself: true,
    environment: webhookUrlVariables("workers/run-batch-ranges", webhookUrls),
  });
  // One range per invocation, with fifty messages in flight.
  run.addEventSource(
    new SqsEventSource(ranges.queue, {
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency: Math.min(settings.batchConcurrency, settings.reservedConcurrency ?? settings.batchConcurrency),
    }),
  );

  const deadBatches = worker({
    name: "workers/batch-dead-letters",
    description: "Ends batches whose import failed for good",
    timeoutSeconds: timeouts.deadLetters,
  });
  deadBatches.addEventSource(new SqsEventSource(batches.deadLetters, { batchSize: 10, reportBatchItemFailures: true }));

  const deadRanges = worker({
    name: "workers/range-dead-letters",
    description: "Ends the recipients of ranges that failed for good",
    timeoutSeconds: timeouts.deadLetters,
  });
  deadRanges.addEventSource(new SqsEventSource(ranges.deadLetters, { batchSize: 1, reportBatchItemFailures: true }));

  const sweep = worker({
    name: "workers/sweep-batches",
    description: "Starts scheduled batches, and queues lost imports again",
    timeoutSeconds: timeouts.sweep,
  });
  new Rule(stack, "sweep-batches-schedule", {
    description: "Starts scheduled batches",
    schedule: Schedule.rate(Duration.minutes(settings.sweepEveryMinutes)),
    targets: [new InvokeFunction(sweep, { retryAttempts: 0 })],
  });
}
