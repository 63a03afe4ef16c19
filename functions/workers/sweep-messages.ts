import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";
import { sweep } from "../../shared/messages/sweeping/sweep.ts";

/** Every minute: messages with an expired lease, unknown ones, and those that were never told the end of. */
export const handler = scheduleHandler(async (context) => ({ looked: await sweep(context) }));
