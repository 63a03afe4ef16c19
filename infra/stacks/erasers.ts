import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Data } from "../constructs/data.ts";
import type { HubFunction } from "../constructs/hub-function.ts";
import { eraserFunctions, timeouts } from "../functions.ts";
import { eraserNames } from "../grants/grant-statements.ts";

/** What erases a number, a function for each capability, which may touch what that capability holds and nothing else. */
export function defineErasers({ eraserQueues }: Data, worker: (props: HubFunction) => LambdaFunction): void {
  for (const name of eraserNames) {
    const eraser = worker({
      name: eraserFunctions[name],
      description: `Erases what is held about a number: ${name}`,
      timeoutSeconds: timeouts.jobs,
      // A whole processor where every range of the tenant's batches is looked through.
      ...(name === "batches" && { memoryMegabytes: 1769 }),
      // It hands the job back to the queue it came from, and an erasure has many passes.
      queuesForItself: true,
    });
    eraser.addEventSource(new SqsEventSource(eraserQueues[name], { batchSize: 1, reportBatchItemFailures: true }));
  }
}
