import { Duration, NestedStack, type Stack } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction as InvokeFunction } from "aws-cdk-lib/aws-events-targets";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { type Hub, type HubFunction, hubFunction } from "../constructs/hub-function.ts";
import { feedFromStream } from "../constructs/table-stream.ts";
import type { WebhookUrls } from "../function-environment.ts";
import { webhookUrlVariables } from "../function-environment.ts";
import { timeouts } from "../functions.ts";
import { defineBatchWorkers } from "./batch-workers.ts";
import { defineErasers } from "./erasers.ts";

/** The functions that no client calls: consumers of queues and of tables' streams, and scheduled ones. Returns their names in AWS. */
export function defineWorkers(parent: Stack, hub: Hub & { webhookUrls: WebhookUrls }): Record<string, string> {
  const { settings } = hub;
  const { queue, deadLetters } = hub.data.queues.dispatch;
  const stack = new NestedStack(parent, "workers", { description: `PhoneHub ${settings.name}: workers` });

  const names: Record<string, string> = {};
  const worker = (props: HubFunction) => {
    const made = hubFunction(stack, hub, props);
    names[props.name] = made.functionName;
    return made;
  };

  const dispatch = worker({
    name: "workers/dispatch-messages",
    description: "Sends queued messages, as after a provider's throttling",
    timeoutSeconds: timeouts.dispatch,
    queuesForItself: true,
    environment: webhookUrlVariables("workers/dispatch-messages", hub.webhookUrls),
  });
  // One message per invocation, so that a slow provider call delays no other message.
  dispatch.addEventSource(new SqsEventSource(queue, { batchSize: 1, reportBatchItemFailures: true }));

  const settle = worker({
    name: "workers/dispatch-dead-letters",
    description: "Ends messages whose dispatch failed for good",
    timeoutSeconds: timeouts.deadLetters,
  });
  settle.addEventSource(new SqsEventSource(deadLetters, { batchSize: 10, reportBatchItemFailures: true }));

  const jobs = hub.data.queues.jobs;
  const runJobs = worker({
    name: "workers/run-jobs",
    description: "Exports the data about a number, and passes erasures from one eraser to the next",
    timeoutSeconds: timeouts.jobs,
    // A full vCPU, because an export searches every range of the tenant's batches.
    memoryMegabytes: 1769,
    queuesForItself: true,
  });
  runJobs.addEventSource(new SqsEventSource(jobs.queue, { batchSize: 1, reportBatchItemFailures: true }));

  const failJobs = worker({
    name: "workers/job-dead-letters",
    description: "Ends jobs that failed for good",
    timeoutSeconds: timeouts.deadLetters,
  });
  failJobs.addEventSource(new SqsEventSource(jobs.deadLetters, { batchSize: 10, reportBatchItemFailures: true }));

  defineErasers(hub.data, worker);

  const recordMessageEvents = worker({
    name: "workers/record-message-events",
    description: "Records the status changes of messages as events",
    timeoutSeconds: timeouts.recordEvents,
  });
  feedFromStream(recordMessageEvents, hub.data.tables.messages);

  const recordOptOutEvents = worker({
    name: "workers/record-opt-out-events",
    description: "Records new and ended opt-outs as events",
    timeoutSeconds: timeouts.recordEvents,
  });
  feedFromStream(recordOptOutEvents, hub.data.tables.optOuts);

  const recordVerificationEvents = worker({
    name: "workers/record-verification-events",
    description: "Records the status changes of verifications as events, and users' proven numbers",
    timeoutSeconds: timeouts.recordEvents,
  });
  feedFromStream(recordVerificationEvents, hub.data.tables.verifications);

  defineBatchWorkers(stack, hub, worker);

  const followLists = worker({
    name: "workers/follow-opt-out-lists",
    description: "Reads the lists of opt-outs that providers keep (SNS)",
    timeoutSeconds: timeouts.followOptOutLists,
  });
  new Rule(stack, "follow-opt-out-lists-schedule", {
    description: "Reads providers' lists of opt-outs, each once an hour",
    schedule: Schedule.rate(Duration.minutes(15)),
    targets: [new InvokeFunction(followLists, { retryAttempts: 0 })],
  });

  const sweep = worker({
    name: "workers/sweep-messages",
    description: "Resolves messages that have waited too long for an answer",
    timeoutSeconds: timeouts.sweep,
  });
  new Rule(stack, "sweep-messages-schedule", {
    description: "Runs the sweeper",
    schedule: Schedule.rate(Duration.minutes(settings.sweepEveryMinutes)),
    // The next run does the work that a failed run left.
    targets: [new InvokeFunction(sweep, { retryAttempts: 0 })],
  });
  return names;
}
