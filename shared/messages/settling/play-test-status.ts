import { testStatuses } from "../../providers/test-mode/test-statuses.ts";
import { type DispatchTask, enqueue } from "../dispatch-queue.ts";
import { report } from "../message.ts";
import { readMessage } from "../message-reads.ts";
import { applyChange } from "./status-writes.ts";

type TestStatusTask = Extract<DispatchTask, { kind: "testStatus" }>;

/** Plays the next status of a message in test mode, as its provider's callbacks would. */
export const playTestStatus = async (task: TestStatusTask, requestId: string): Promise<void> => {
  const message = await readMessage(task.scope, task.messageId);
  if (message?.provider !== "test" || message.providerMessageId === undefined) return;
  const steps = testStatuses(message.to);
  const step = steps[task.step];
  if (!step) return;
  const { providerMessageId } = message;
  await applyChange(
    message,
    report(message, { status: step.status, providerMessageId, error: step.error }, { source: "provider", requestId }),
  );
  const next = steps[task.step + 1];
  if (next) await enqueue({ ...task, step: task.step + 1 }, next.afterSeconds - step.afterSeconds);
};
