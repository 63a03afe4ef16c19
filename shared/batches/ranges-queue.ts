import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../aws/sqs.ts";
import { now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { second } from "../kernel/durations.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";

/** One visit to a range of a batch's recipients, who stand in S3: no number is in here (invariant 5). */
export interface RangeTask {
  scope: Scope;
  batchId: string;
  range: number;
  /** Of the batch: what was queued before a pause, a resume or a cancel is let fall. */
  generation: number;
  /** Each visit queues the next one; a double of an earlier one is let fall. */
  visitNumber: number;
  /** Of a paced batch: who ends this range goes on with the one so many further. 0: every range was queued at once. */
  laneStride: number;
  /** Epoch milliseconds; SQS delays by 15 minutes at most, so what is later comes up several times. */
  notBefore?: number | undefined;
  /** So many may be sent at this visit: their slots were reserved. */
  slots?: number | undefined;
  /** Visits in a row that failed. */
  failures?: number | undefined;
  /** Visits in a row at which the provider throttled us. */
  backOffs?: number | undefined;
  correlationId?: string | undefined;
}

/** A task as the queue holds it, with the names that the workers of every release read. */
const bodyOf = ({ generation, visitNumber, laneStride, backOffs, ...task }: RangeTask): string =>
  JSON.stringify({ ...task, run: generation, turn: visitNumber, step: laneStride, throttled: backOffs });

const messageOf = (task: RangeTask) => ({
  MessageBody: bodyOf(task),
  MessageGroupId: tenantOfScope(task.scope),
  DelaySeconds: delaySecondsOf(((task.notBefore ?? 0) - now()) / second),
});

export const enqueueRange = async (task: RangeTask): Promise<void> => {
  await sqs().send(new SendMessageCommand({ QueueUrl: config.queueUrl("ranges"), ...messageOf(task) }));
};

/** SQS takes ten messages at once. */
const perRequest = 10;

/** Throws where SQS would not take one of them: whoever asked does it all again, for doubles are harmless. */
export const enqueueRanges = async (tasks: readonly RangeTask[]): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < tasks.length) {
      const some = tasks.slice(next, next + perRequest);
      next += perRequest;
      const { Failed = [] } = await sqs().send(
        new SendMessageBatchCommand({
          QueueUrl: config.queueUrl("ranges"),
          Entries: some.map((task, position) => ({ Id: String(position), ...messageOf(task) })),
        }),
      );
      if (Failed.length > 0) throw new Error(`SQS refused ${Failed.length} messages: ${Failed[0]?.Code}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
};
