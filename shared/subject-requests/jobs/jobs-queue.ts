import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../../aws/sqs.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

/** A message of the jobs queue. It names the job only, and the job's row has the rest (invariant 5). */
export interface JobTask {
  tenantId: TenantId;
  jobId: string;
  /** The pass of an erasure to continue. Undefined: the worker starts the job, or the next pass of an erasure. */
  pass?: number | undefined;
}

export const enqueueJob = async (task: JobTask, delaySeconds = 0): Promise<void> => {
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: config.queueUrl("jobs"),
      MessageBody: JSON.stringify(task),
      MessageGroupId: task.tenantId,
      DelaySeconds: delaySecondsOf(delaySeconds),
    }),
  );
};
