import { type FunctionName, registry } from "../shared/api/registry.ts";
import type { EraserName } from "../shared/kernel/config.ts";

/** Behind Function URLs: Twilio calls them. */
export const webhookFunctions = ["webhooks/inbound-message", "webhooks/message-status"] as const;

/** Run by a queue, a schedule or the stream of a table. */
const workerFunctions = [
  "workers/dispatch-messages",
  "workers/dispatch-dead-letters",
  "workers/sweep-messages",
  "workers/run-jobs",
  "workers/job-dead-letters",
  "workers/plan-batches",
  "workers/run-batch-ranges",
  "workers/batch-dead-letters",
  "workers/range-dead-letters",
  "workers/sweep-batches",
  "workers/follow-opt-out-lists",
  "workers/record-message-events",
  "workers/record-opt-out-events",
  "workers/record-verification-events",
] as const;

/** Each erases what one capability holds about a number; a queue of its own runs it. */
export const eraserFunctions = {
  batches: "erasers/erase-batches",
  messages: "erasers/erase-messages",
  lookups: "erasers/erase-lookups",
  optOuts: "erasers/erase-opt-outs",
  preferences: "erasers/erase-preferences",
  verifications: "erasers/erase-verifications",
} as const satisfies Readonly<Record<EraserName, FunctionName>>;

/** Turns a credential into a caller, before any operation runs. */
export const authorizeFunction = "service/authorize";

/** Answers what no route matches. */
export const notFoundFunction = "service/not-found";

/** Every Lambda there is; each has its handler in functions/<name>.ts. */
export const functionNames: readonly FunctionName[] = [
  ...registry.map(({ functionName }) => functionName),
  authorizeFunction,
  notFoundFunction,
  ...webhookFunctions,
  ...workerFunctions,
  ...Object.values(eraserFunctions),
];

/** Those that hand messages to a provider: they alone get the reserved concurrency of the settings. */
export const sendingFunctions: readonly FunctionName[] = [
  "messages/send-message",
  "messages/resend-message",
  "notifications/notify-user",
  "verifications/start-verification",
  "verifications/resend-verification",
  "workers/dispatch-messages",
  "workers/run-batch-ranges",
];

/** How long a function may run, in seconds. */
export const timeouts = {
  /** API Gateway waits 10 s for its authorizer. */
  authorizer: 10,
  operation: 10,
  /** A provider is given 8 s per request, some operations make several; API Gateway waits 30 s. */
  operationWithProvider: 28,
  /** Twilio waits 15 s. */
  webhook: 10,
  dispatch: 60,
  deadLetters: 60,
  /** A list of a million lines takes about a minute on a processor of its own. */
  planBatch: 300,
  /** As long as a claim is held at most: whoever claimed is certainly gone when the lease ends. */
  batchRange: 60,
  /** Whatever is not done by then goes on in another invocation. */
  jobs: 120,
  /** Up to a hundred small writes at once. */
  recordEvents: 30,
  /** Ends before the next minute's run begins. */
  sweep: 55,
  /** A list of 50,000 numbers takes about a minute at SNS's pace. */
  followOptOutLists: 300,
} as const;
