import { AsyncLocalStorage } from "node:async_hooks";
import { Logger } from "@aws-lambda-powertools/logger";
import { config } from "../kernel/config.ts";
import { embeddedMetrics } from "./embedded-metrics.ts";
import { type LogCode, type LogFields, logCodes } from "./log-codes.ts";

/**
 * What every line of one invocation carries, such as the request id and the tenant. Where a request of another invocation began it
 * (a queue message, a callback, a second look), its id stands there as `correlationId`.
 */
const context = new AsyncLocalStorage<Record<string, unknown>>();

/** One within another adds to it, for itself alone. */
export const withLogContext = <Result>(fields: LogFields, run: () => Result): Result =>
  context.run({ ...context.getStore(), ...fields }, run);

/** The same for all that follows in this invocation. Only for a handler's first middleware, before anything is awaited. */
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
