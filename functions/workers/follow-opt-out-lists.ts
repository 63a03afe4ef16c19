import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";
import { syncLists } from "../../shared/opt-outs/sync-lists.ts";

/** Runs every 15 minutes. Reads the providers' own opt-out lists that the hub last read more than an hour ago. */
export const handler = scheduleHandler(async (context) => ({ lists: await syncLists(context) }));
