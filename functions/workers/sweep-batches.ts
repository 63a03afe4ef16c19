import { sweepBatches } from "../../shared/batches/controlling/sweep-batches.ts";
import { scheduleHandler } from "../../shared/lambda/schedule-handler.ts";

/** Every minute: scheduled batches whose time comes, and imports that were lost. */
export const handler = scheduleHandler(async (context) => ({ batches: await sweepBatches(context) }));
