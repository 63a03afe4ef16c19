import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../aws/sqs.ts";
import { now } from "../kernel/clock.ts";
import { config } from "../kernel/config.ts";
import { second } from "../kernel/durations.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";

/** One visit to a range. The recipients are in S3: a task holds no number (invariant 5). */
export interface RangeTask {
  scope: Scope;
  batchId: string;
  range: number;
  /** The batch's generation. Workers drop a task of an older one, for example one queued before a cancellation. */
  generation: number;
  /** Each visit queues the next one. Workers drop a duplicate of an earlier visit. */
  visitNumber: number;
  /** In a paced batch, the distance to the next range of this lane. 0: all ranges were queued at once. */
  laneStride: number;
  /** Epoch milliseconds. SQS delays by 15 minutes at most, so a worker that gets the task too early queues it again. */
  notBefore?: number | undefined;
  /** How many messages this visit may send: their slots are reserved. */
  slots?: number | undefined;
  /** How many visits in a row have failed. */
  failures?: number | undefined;
  /** How many visits in a row have backed off (`shouldBackOff`). */
  backOffs?: number | undefined;
  correlationId?: string | undefined;
}

/** A queue message's body, with the field names that the workers of every release read. */
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

/** SQS takes at most ten messages in one request. */
const perRequest = 10;

/** Throws if SQS refuses a message. The caller then queues all of them again, because duplicates are harmless. */
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
