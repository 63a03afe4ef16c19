import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../aws/sqs.ts";
import { config } from "../kernel/config.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";

/**
 * What is to be done for a whole batch: `plan` imports its list, `start` begins a scheduled one, `release` lets one go on that was
 * held, `ranges` hands its ranges to the workers, `results` writes its results file. Who is in it stands in S3 (invariant 5).
 */
export interface BatchTask {
  kind: "plan" | "start" | "release" | "ranges" | "results";
  scope: Scope;
  batchId: string;
  correlationId?: string | undefined;
}

export const enqueueBatch = async (task: BatchTask, delaySeconds = 0): Promise<void> => {
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: config.queueUrl("batches"),
      MessageBody: JSON.stringify(task),
      MessageGroupId: tenantOfScope(task.scope),
      DelaySeconds: delaySecondsOf(delaySeconds),
    }),
  );
};
