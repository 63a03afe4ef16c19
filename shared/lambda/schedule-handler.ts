import middy from "@middy/core";
import type { Context } from "aws-lambda";
import { log, withLogContext } from "../observability/logger.ts";

/** Turns a scheduled job into a Lambda handler; a failure is logged and thrown, so that it counts as one. */
export const scheduleHandler = <Result>(
  run: (context: { remaining: () => number; requestId: string }) => Promise<Result>,
) =>
  middy<unknown, Result>().handler((_event: unknown, context: Context) =>
    withLogContext({ requestId: context.awsRequestId }, async () => {
      try {
        return await run({ remaining: () => context.getRemainingTimeInMillis(), requestId: context.awsRequestId });
      } catch (error) {
        log.error("schedule_failed", error);
        throw error;
      }
    }),
  );
