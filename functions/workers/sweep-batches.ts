import { sweepBatches } from "../../shared/batches/controlling/sweep-batches.ts";
import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";

/** Runs every minute. Starts scheduled batches on time, and queues lost imports again. */
export const handler = scheduleHandler(async (context) => ({ batches: await sweepBatches(context) }));
