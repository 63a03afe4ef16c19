import type { MiddlewareObj, Request } from "@middy/core";
import type { Context } from "aws-lambda";
import type { LogCode, LogFields } from "../observability/log-codes.ts";
import { enterLogContext, log } from "../observability/logger.ts";
import { problemResult, type Result } from "./answers.ts";
import { problemOf } from "./problem-of.ts";

/** Middlewares that handlers of several kinds use. */

/**
 * What each later line of the invocation says. It must come first: the handler and the other middlewares run in the context that this one
 * enters before anything is awaited.
 */
export const logContext = <Event>(fieldsOf: (event: Event, context: Context) => LogFields): MiddlewareObj<Event> => ({
  before: ({ event, context }) => enterLogContext(fieldsOf(event, context)),
});

/** Logs the error of an invocation that fails. It still fails, so AWS counts it and tries again. */
export const logFailure = <Event>(
  code: LogCode,
  fieldsOf: (event: Event) => LogFields = () => ({}),
): MiddlewareObj<Event> => ({
  onError: ({ error, event }) => log.error(code, error, fieldsOf(event)),
});

/** Answers an error by its problem document: a Problem by its own, any other error by a 500 or 503 without internals, and logs it. */
export const problemDocument = <Event>(
  requestIdOf: (request: Request<Event>) => string,
): MiddlewareObj<Event, Result> => ({
  onError: (request) => {
    request.response = problemResult(problemOf(request.error), requestIdOf(request as Request<Event>));
  },
});
