import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { sqs } from "../../aws/sqs.ts";
import { config, type EraserName } from "../../kernel/config.ts";
import type { JobTask } from "../jobs/jobs-queue.ts";

/** Enqueues a pass of an erasure for one capability's eraser. */
export const enqueueForEraser = async (name: EraserName, task: JobTask): Promise<void> => {
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: config.eraserQueueUrl(name),
      MessageBody: JSON.stringify(task),
      MessageGroupId: task.tenantId,
    }),
  );
};
