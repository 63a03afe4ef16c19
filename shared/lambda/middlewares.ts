import type { MiddlewareObj, Request } from "@middy/core";
import type { Context } from "aws-lambda";
import type { LogCode, LogFields } from "../observability/log-codes.ts";
import { enterLogContext, log } from "../observability/logger.ts";
import { problemResult, type Result } from "./answers.ts";
import { problemOf } from "./problem-of.ts";

/** Middlewares that handlers of several kinds use. */

/**
 * Sets fields that every later log line of the invocation has. Use it as the first middleware: it enters the context before anything is
 * awaited, and the handler and the other middlewares run in it.
 */
export const logContext = <Event>(fieldsOf: (event: Event, context: Context) => LogFields): MiddlewareObj<Event> => ({
  before: ({ event, context }) => enterLogContext(fieldsOf(event, context)),
});

/** Logs the error of a failed invocation. The invocation still fails, so AWS counts the error and retries. */
export const logFailure = <Event>(
  code: LogCode,
  fieldsOf: (event: Event) => LogFields = () => ({}),
): MiddlewareObj<Event> => ({
  onError: ({ error, event }) => log.error(code, error, fieldsOf(event)),
});

/** Answers a Problem with its document. Answers any other error with a 500 or 503 without internals, and logs it. */
export const problemDocument = <Event>(
  requestIdOf: (request: Request<Event>) => string,
): MiddlewareObj<Event, Result> => ({
  onError: (request) => {
    request.response = problemResult(problemOf(request.error), requestIdOf(request as Request<Event>));
  },
});
