import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { eraseLookups } from "../../shared/lookups/lookups-of-number.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Erases the lookup results of a number. */
export const handler = queueHandler((body, context) => runEraser("lookups", eraseLookups, body, context));
