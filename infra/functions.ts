import { type FunctionName, registry } from "../shared/api/registry.ts";
import type { EraserName } from "../shared/kernel/config.ts";

/** Providers call these functions by their Function URLs. */
export const webhookFunctions = ["webhooks/inbound-message", "webhooks/message-status"] as const;

/** A queue, a schedule or a table's stream runs these functions. */
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

/** Each of these functions erases a number from one capability. Each has a queue of its own. */
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

/** Answers requests that no route matches. */
export const notFoundFunction = "service/not-found";

/** All Lambda functions. Each has its handler in functions/<name>.ts. */
export const functionNames: readonly FunctionName[] = [
  ...registry.map(({ functionName }) => functionName),
  authorizeFunction,
  notFoundFunction,
  ...webhookFunctions,
  ...workerFunctions,
  ...Object.values(eraserFunctions),
];

/** The functions that hand messages to a provider. Only they get `reservedConcurrency`. */
export const sendingFunctions: readonly FunctionName[] = [
  "messages/send-message",
  "messages/resend-message",
  "notifications/notify-user",
  "verifications/start-verification",
  "verifications/resend-verification",
  "workers/dispatch-messages",
  "workers/run-batch-ranges",
];

/** The timeouts of functions, in seconds. */
export const timeouts = {
  /** API Gateway waits 10 s for its authorizer. */
  authorizer: 10,
  operation: 10,
  /** A request to a provider may take 8 s, and some operations make several. API Gateway waits 30 s. */
  operationWithProvider: 28,
  /** Twilio waits 15 s. */
  webhook: 10,
  dispatch: 60,
  deadLetters: 60,
  /** A list of a million lines takes about a minute on a full vCPU. */
  planBatch: 300,
  /** The length of a claim's lease: when the lease ends, the function that claimed has certainly ended. */
  batchRange: 60,
  /** Another invocation continues unfinished work. */
  jobs: 120,
  /** Up to a hundred small writes at once. */
  recordEvents: 30,
  /** Ends before the next minute's run begins. */
  sweep: 55,
  /** A list of 50,000 numbers takes about a minute at SNS's pace. */
  followOptOutLists: 300,
} as const;
