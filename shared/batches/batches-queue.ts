import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../aws/sqs.ts";
import { config } from "../kernel/config.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";

/**
 * Work on a whole batch: `plan` imports its list, `start` starts a scheduled batch, `release` resumes a held one, `ranges` queues its
 * ranges, `results` writes its results file. The recipients are in S3, never in a task (invariant 5).
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
