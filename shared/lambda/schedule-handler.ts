import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { logContext, logFailure } from "./middlewares.ts";

/** Makes a Lambda handler from a scheduled job. It logs an error and throws it again, so that AWS counts the failure. */
export const scheduleHandler = <Result>(
  run: (context: { remaining: () => number; requestId: string }) => Promise<Result>,
) =>
  middy<unknown, Result>()
    .use(logContext((_event, { awsRequestId }) => ({ requestId: awsRequestId })))
    .use(logFailure("schedule_failed"))
    .handler((_event: unknown, context: Context) =>
      run({ remaining: () => context.getRemainingTimeInMillis(), requestId: context.awsRequestId }),
    );
