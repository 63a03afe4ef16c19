import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";
import { syncLists } from "../../shared/opt-outs/sync-lists.ts";

/** Every quarter of an hour: providers' own lists of opt-outs that were not read for an hour. */
export const handler = scheduleHandler(async (context) => ({ lists: await syncLists(context) }));
