import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { delaySecondsOf, sqs } from "../aws/sqs.ts";
import { config } from "../kernel/config.ts";
import { type Scope, tenantOfScope } from "../kernel/ids.ts";

/**
 * What waits in the dispatch queue: which message, and what to do with it. No number, no body, no credential (invariant 5).
 * `send` hands a queued message to its provider; `reply` answers the keyword of an inbound one; `testStatus` plays the next status of a
 * message in test mode.
 */
export type DispatchTask = {
  scope: Scope;
  messageId: string;
  /** The request that made the message, for the logs. */
  correlationId?: string | undefined;
} & ({ kind: "send" } | { kind: "reply" } | { kind: "testStatus"; step: number });

/** MessageGroupId is the tenant: fair queues keep one tenant's many messages from starving the rest. */
export const enqueue = async (task: DispatchTask, delaySeconds = 0): Promise<void> => {
  await sqs().send(
    new SendMessageCommand({
      QueueUrl: config.queueUrl("dispatch"),
      MessageBody: JSON.stringify(task),
      MessageGroupId: tenantOfScope(task.scope),
      DelaySeconds: delaySecondsOf(delaySeconds),
    }),
  );
};
