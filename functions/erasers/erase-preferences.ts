import { queueHandler } from "../../shared/lambda/queue-handler.ts";
import { erasePreferences } from "../../shared/preferences/preferences-of-number.ts";
import { runEraser } from "../../shared/subject-requests/erasures/run-eraser.ts";

/** Erases the preferences of the users who have the number. */
export const handler = queueHandler((body, context) => runEraser("preferences", erasePreferences, body, context));
