import { AsyncLocalStorage } from "node:async_hooks";
import { Logger } from "@aws-lambda-powertools/logger";
import { config } from "../kernel/config.ts";
import { embeddedMetrics } from "./embedded-metrics.ts";

/**
 * Every line the hub logs has one of these codes, so that an alarm, a runbook or a search can name it. Fields hold no body, no
 * code, no credential, and numbers only masked (invariant 17).
 */
export const logCodes = {
  request_answered: "An operation answered",
  request_failed: "An operation failed on our side",
  store_unavailable: "A store could not be reached or throttled us",
  answer_invalid: "An answer did not fit its own schema",
  credential_refused: "A credential was refused",
  credentials_refused: "A provider refused a configuration's credentials",
  message_sent: "A message was handed to its provider",
  message_failed_over: "A message goes to another provider",
  verification_failed_over: "A code goes to another provider",
  verification_left_pending: "A provider kept a verification pending that was canceled here",
  verification_template_unusable: "A verification's template could not be used: the hub's own text was",
  message_status: "A message's status rose",
  message_adopted: "An unknown message was found at the provider",
  message_requeued: "A message waits for its provider",
  message_unwritable: "A recipient's message could not be made or stored as it is",
  message_stuck: "A message needs a second look and got none",
  webhook_rejected: "A webhook was refused",
  webhook_ignored: "A webhook named nothing of ours",
  webhook_failed: "A webhook could not be taken in",
  inbound_received: "A message came in",
  inbound_without_number: "A message came in without its writer's number",
  opt_out_recorded: "An opt-out or an opt-in came in",
  keyword_answered: "A keyword was answered, or not and why",
  opt_out_list_read: "A provider's list of opt-outs was read",
  opt_out_list_unread: "A provider's list of opt-outs could not be read",
  queue_message_failed: "A queue message could not be worked on",
  queue_message_invalid: "A queue message could not be read",
  dead_letter_settled: "A dead letter's message was settled",
  lookup_answered: "A number was looked up",
  job_finished: "An erasure or an export has ended",
  erasure_left_copy: "A provider kept its copy of a message that was erased here",
  batch_imported: "A batch's list was imported",
  batch_started: "A batch's ranges were handed to the workers",
  batch_held: "A batch waits for the end of a pause",
  batch_ended: "A batch has ended",
  range_visited: "Recipients of a batch were sent to, and counted",
  job_waits: "An erasure looks again later",
  lookup_failed: "A lookup failed at the provider",
  provider_health: "A provider's health changed",
  sweep_finished: "A sweep finished",
  verification_sent: "A code was handed to its provider, or kept from it",
  verification_checked: "A code was checked",
  verification_not_looked_up: "A number could not be looked up before its first code, which was sent without",
  verification_prefix_blocked: "A block of numbers was closed to codes: those sent there were not used",
  verification_guessing: "Nearly all codes that a tenant checks are wrong",
  limit_warning: "A tenant has used four fifths of a monthly cap",
  stream_failed: "Changes of a table could not be worked on; they come again",
  schedule_failed: "A scheduled run failed",
} as const;
export type LogCode = keyof typeof logCodes;
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | readonly string[]>>;

/**
 * What every line of one invocation carries, such as the request id and the tenant. Where a request of another invocation began it
 * (a queue message, a callback, a second look), its id stands there as `correlationId`.
 */
const context = new AsyncLocalStorage<Record<string, unknown>>();

/** One within another adds to it, for itself alone. */
export const withLogContext = <Result>(fields: LogFields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

export const addLogContext = (fields: LogFields): void => {
  const store = context.getStore();
  if (store) Object.assign(store, fields);
};

let logger: Logger | undefined;
const powertools = (): Logger => {
  const logLevel = config.logLevel();
  if (logger?.getLevelName() !== logLevel) logger = new Logger({ serviceName: "phonehub", logLevel });
  return logger;
};

const line = (code: LogCode, fields: LogFields) => {
  const said = { code, ...context.getStore(), ...fields };
  return { ...said, ...embeddedMetrics(code, said) };
};

/** An error's kind and place without its message where that could quote a value: the name, and the stack's frames. */
const described = (error: unknown) => {
  if (!(error instanceof Error)) return { errorName: typeof error };
  const frames = error.stack?.split("\n").filter((frame) => frame.trimStart().startsWith("at "));
  return { errorName: error.name, errorAt: frames?.slice(0, 5).map((frame) => frame.trim()) };
};

export const log = {
  debug: (code: LogCode, fields: LogFields = {}): void => powertools().debug(logCodes[code], line(code, fields)),
  info: (code: LogCode, fields: LogFields = {}): void => powertools().info(logCodes[code], line(code, fields)),
  warn: (code: LogCode, fields: LogFields = {}): void => powertools().warn(logCodes[code], line(code, fields)),
  error: (code: LogCode, error: unknown, fields: LogFields = {}): void =>
    powertools().error(logCodes[code], { ...line(code, fields), ...described(error) }),
};
