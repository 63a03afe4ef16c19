import { type DispatchTask, enqueue } from "../aws/dispatch-queue.ts";
import { testModeSteps } from "../providers/test-mode/test-mode-steps.ts";
import { applyChange } from "./apply-change.ts";
import { report } from "./message.ts";
import { readMessage } from "./message-reads.ts";

type TestStatusTask = Extract<DispatchTask, { kind: "testStatus" }>;

/** Plays the next status of a message in test mode, as its provider's callbacks would. */
export const playTestStatus = async (task: TestStatusTask, requestId: string): Promise<void> => {
  const message = await readMessage(task.scope, task.messageId);
  if (message?.provider !== "test" || message.providerMessageId === undefined) return;
  const steps = testModeSteps(message.to);
  const step = steps[task.step];
  if (!step) return;
  const { providerMessageId } = message;
  await applyChange(
    message,
    report(message, { status: step.status, providerMessageId, error: step.error }, { source: "provider", requestId }),
  );
  if (task.step + 1 < steps.length) await enqueue({ ...task, step: task.step + 1 }, 1);
};
