import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../../aws/sqs.ts";
import { config } from "../../kernel/config.ts";
import type { TenantId } from "../../kernel/ids.ts";

/** What waits in the jobs queue: which job. What it is about stands in its row (invariant 5). */
export interface JobTask {
  tenantId: TenantId;
  jobId: string;
  /** An erasure's pass that goes on. Left out: the job is taken up, and an erasure begins its next pass. */
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
