import { AsyncLocalStorage } from "node:async_hooks";
import { Logger } from "@aws-lambda-powertools/logger";
import { config } from "../kernel/config.ts";
import { embeddedMetrics } from "./embedded-metrics.ts";
import { type LogCode, type LogFields, logCodes } from "./log-codes.ts";

/**
 * The fields of every log line in one invocation, such as request id and tenant. If another request began the work (by a queue message, a
 * callback or a second look), `correlationId` is the id of that request.
 */
const context = new AsyncLocalStorage<Record<string, unknown>>();

/** Runs a function with more fields. Nested calls add fields for themselves only. */
export const withLogContext = <Result>(fields: LogFields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

/** Sets the fields for the rest of the invocation. Only a handler's first middleware may call it, before anything is awaited. */
export const enterLogContext = (fields: LogFields): void => context.enterWith({ ...fields });

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
  const all = { code, ...context.getStore(), ...fields };
  return { ...all, ...embeddedMetrics(code, all) };
};

/** The name of an error and the frames of its stack. Leaves out the message, because it could quote a value. */
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
