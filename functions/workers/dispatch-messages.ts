import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { answerKeyword } from "../../shared/messages/receiving/keyword-replies/answer-keyword.ts";
import { playTestStatus } from "../../shared/messages/settling/play-test-status.ts";
import { dispatchSend } from "../../shared/messages/waiting/dispatch.ts";
import { dispatchTaskOf } from "../../shared/messages/waiting/dispatch-task.ts";

/** Hands queued messages to their providers, answers keywords, and plays the statuses of test messages. */
export const handler = queueHandler(async (body, context) => {
  const task = dispatchTaskOf(body);
  if (task?.kind === "send") await dispatchSend(task, context);
  if (task?.kind === "reply") await answerKeyword(task, context);
  if (task?.kind === "testStatus") await playTestStatus(task, context.requestId);
});
