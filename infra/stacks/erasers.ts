import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { Data } from "../constructs/data.ts";
import type { HubFunction } from "../constructs/hub-function.ts";
import { eraserFunctions, timeouts } from "../functions.ts";
import { eraserNames } from "../grants/grant-statements.ts";

/** The erasers: one function per capability, which has rights on that capability's data only. */
export function defineErasers({ eraserQueues }: Data, worker: (props: HubFunction) => LambdaFunction): void {
  for (const name of eraserNames) {
    const eraser = worker({
      name: eraserFunctions[name],
      description: `Erases the data about a number: ${name}`,
      timeoutSeconds: timeouts.jobs,
      // A full vCPU, because this eraser searches every range of the tenant's batches.
      ...(name === "batches" && { memoryMegabytes: 1769 }),
      // An eraser queues the job for itself again, and an erasure can need many passes.
      queuesForItself: true,
    });
    eraser.addEventSource(new SqsEventSource(eraserQueues[name], { batchSize: 1, reportBatchItemFailures: true }));
  }
}
