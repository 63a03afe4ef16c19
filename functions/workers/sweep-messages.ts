import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";
import { sweep } from "../../shared/messages/sweeping/sweep.ts";

/** Runs every minute. Queues due messages; settles expired leases, unknown messages, and messages that never received a final status. */
export const handler = scheduleHandler(async (context) => ({ looked: await sweep(context) }));
