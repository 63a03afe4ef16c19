import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { logContext, logFailure } from "./middlewares.ts";

/** Turns a scheduled job into a Lambda handler; a failure is logged and thrown, so that it counts as one. */
export const scheduleHandler = <Result>(
  run: (context: { remaining: () => number; requestId: string }) => Promise<Result>,
) =>
  middy<unknown, Result>()
    .use(logContext((_event, { awsRequestId }) => ({ requestId: awsRequestId })))
    .use(logFailure("schedule_failed"))
    .handler((_event: unknown, context: Context) =>
      run({ remaining: () => context.getRemainingTimeInMillis(), requestId: context.awsRequestId }),
    );
